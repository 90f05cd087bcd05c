import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';

const ACK_PATIENCE = 3_000;
const RETRY = 200;
/** Socket.IO's own default. */
const RECONNECT_AFTER = 1_000;

/**
 * @typedef {object} Message
 * @property {string} id
 * @property {number} seq
 * @property {number} rev
 * @property {string} authorId
 * @property {string} clientId
 * @property {string} body
 */

/** @typedef {{ since: number, rev: number, changes: { rev: number, kind: string, message: Message }[] }} Run */

/**
 * A client of one channel as docs/protocol.md describes it: one cursor, gaps closed by a sync, and a message sent again
 * under its `clientId` until it is acknowledged.
 */
export class DemoClient {
  /** Messages in the order in which they were applied, by id. @type {Map<string, Message>} */
  messages = new Map();
  counts = { sent: 0, acked: 0, resent: 0, alreadyThere: 0, appliedTwice: 0, synced: 0 };
  /** The place in `urls` of the instance that it is connected to. */
  at = 0;
  #urls;
  #token;
  #channelId;
  #hooks;
  #cursor = 0;
  /** @type {ReturnType<typeof io> | undefined} */
  #socket;
  #stopped = false;
  /** Runs that came before their turn. @type {Run[]} */
  #held = [];
  /** @type {Promise<void> | undefined} */
  #syncing;

  /**
   * @param {object} options
   * @param {string} options.name
   * @param {string} options.userId
   * @param {string} options.token
   * @param {string} options.channelId
   * @param {string[]} options.urls the instances, its own first
   * @param {{ lost: () => void, back: (behind: number) => void, applied: (message: Message) => void }} options.hooks
   */
  constructor({ name, userId, token, channelId, urls, hooks }) {
    this.name = name;
    this.userId = userId;
    this.#token = token;
    this.#channelId = channelId;
    this.#urls = urls;
    this.#hooks = hooks;
  }

  /** Connects, and goes to the next instance when the connection is lost. Resolves when it is up to date. */
  async connect() {
    while (!this.#stopped) {
      try {
        await this.#connectTo(this.#urls[this.at] ?? '');
        return;
      } catch {
        this.at = (this.at + 1) % this.#urls.length;
        await sleep(RETRY);
      }
    }
  }

  /**
   * Resolves when the message is stored, however often it takes.
   *
   * @param {string} body
   * @returns {Promise<{ message: Message, duplicate: boolean, took: number }>} took: milliseconds of the last attempt
   */
  async send(body) {
    const clientId = randomUUID();
    this.counts.sent++;
    for (let attempt = 1; ; attempt++) {
      if (attempt > 1) this.counts.resent++;
      const start = performance.now();
      const reply = await this.#request('message:send', { channelId: this.#channelId, clientId, body });
      if (reply) {
        this.counts.acked++;
        if (reply.duplicate) this.counts.alreadyThere++;
        return { ...reply, took: performance.now() - start };
      }
      while (!this.#socket?.connected && !this.#stopped) await sleep(20);
      if (this.#stopped) throw new Error(`${this.name} was stopped before "${body}" was acknowledged.`);
    }
  }

  stop() {
    this.#stopped = true;
    this.#socket?.disconnect();
  }

  /** @param {string} url */
  async #connectTo(url) {
    const socket = io(url, { auth: { token: this.#token }, transports: ['websocket'], reconnection: false });
    this.#socket = socket;
    socket.on('channel:changes', (run) => {
      if (run.channelId === this.#channelId) this.#receive(run);
    });
    /** @type {{ channels: { channelId: string, rev: number }[] }} */
    const { channels } = await new Promise((resolve, reject) => {
      socket.once('ready', resolve);
      socket.once('connect_error', reject);
      socket.once('disconnect', reject);
    });
    const rev = channels.find(({ channelId }) => channelId === this.#channelId)?.rev ?? 0;
    this.#hooks.back(rev - this.#cursor);
    await this.#sync();
    socket.off('disconnect').once('disconnect', () => this.#lost());
    if (!socket.connected) throw new Error('The connection was lost again.');
  }

  #lost() {
    if (this.#stopped) return;
    this.#hooks.lost();
    this.at = (this.at + 1) % this.#urls.length;
    void sleep(RECONNECT_AFTER).then(() => this.connect());
  }

  /** @param {Run} run */
  #receive(run) {
    if (run.since > this.#cursor || this.#syncing) {
      this.#held.push(run);
      void this.#sync();
    } else this.#apply(run);
  }

  /** @param {Run} run */
  #apply({ rev, changes }) {
    for (const change of changes) {
      if (change.rev <= this.#cursor) continue;
      if (change.kind === 'created' && this.messages.has(change.message.id)) this.counts.appliedTwice++;
      this.messages.set(change.message.id, change.message);
      this.#hooks.applied(change.message);
    }
    this.#cursor = Math.max(this.#cursor, rev);
  }

  /** Asks for what came after the cursor until there is no more. */
  #sync() {
    this.#syncing ??= this.#syncNow().finally(() => (this.#syncing = undefined));
    return this.#syncing;
  }

  async #syncNow() {
    for (let more = true; more;) {
      const answer = await this.#request('channel:sync', { cursors: { [this.#channelId]: this.#cursor } });
      const [run] = answer?.channels ?? [];
      if (!run || run.error) return;
      if (run.reset) this.#forget();
      this.counts.synced += run.changes.length;
      this.#apply(run);
      more = run.more || !this.#applyHeld();
    }
  }

  /** @returns {boolean} whether all of them followed */
  #applyHeld() {
    const held = this.#held.toSorted((a, b) => a.since - b.since);
    this.#held = held.filter((run) => {
      if (run.since > this.#cursor) return true;
      this.#apply(run);
      return false;
    });
    return this.#held.length === 0;
  }

  #forget() {
    this.messages.clear();
    this.#cursor = 0;
  }

  /**
   * @param {string} event
   * @param {object} payload
   * @returns {Promise<any>} the ack's data; undefined where none came, or an error did
   */
  async #request(event, payload) {
    try {
      const reply = await this.#socket?.timeout(ACK_PATIENCE).emitWithAck(event, payload);
      return reply.ok ? reply.data : undefined;
    } catch {
      return undefined;
    }
  }
}
