import { setTimeout as sleep } from 'node:timers/promises';
import type { Api, Identity } from './api.js';
import { ChannelCopy } from './channel-copy.js';
import { ask, type ChaosSocket, openSocket } from './chaos-socket.js';
import { now } from './clock.js';
import type { ConnectionFact, DeviceFact } from './facts.js';
import { ChangesFrame, Draining, Ready, SyncAnswer, type SyncPage } from './wire.js';

const READY_TIMEOUT_MS = 10_000;
const SYNC_RETRY_MS = 200;
const SYNC_MAX_CHANNELS = 100;

export interface ChaosClientOptions {
  device: string;
  who: Identity;
  instances: readonly Api[];
  home: number;
  /** Comes back to its own instance however long that is away; the others take any, as behind a balancer. */
  loyal: boolean;
  transports: readonly string[];
  /** The channels it belongs to, and all that the test looks at. */
  channels: readonly string[];
  scope: ReadonlySet<string>;
  random: () => number;
}

/** A device that follows the protocol to the letter and writes down all that happens to it. */
export class ChaosClient {
  readonly fact: DeviceFact;
  /** Of the channels it is in; `allCopies` keeps those that it left too. */
  readonly copies = new Map<string, ChannelCopy>();
  readonly allCopies: ChannelCopy[] = [];
  resyncs = 0;
  private socket: ChaosSocket | null = null;
  private current: ConnectionFact | null = null;
  private opened = 0;
  private closed = false;
  private syncing = false;
  private readonly behind = new Set<string>();

  constructor(readonly options: ChaosClientOptions) {
    const { device, who, channels } = options;
    this.fact = { device, userId: who.userId, connections: [], received: [], applied: new Map(), complaints: [] };
    for (const channelId of channels) this.follow(channelId);
  }

  /** The socket, from `ready` to its end. */
  get ready(): { socket: ChaosSocket; instance: number } | null {
    if (!this.socket?.connected || !this.current) return null;
    return { socket: this.socket, instance: this.current.instance };
  }

  connect(instance = this.options.home): void {
    const { instances, who, transports, device, random } = this.options;
    const url = instances[instance]?.url;
    if (url === undefined) throw new Error(`no instance ${instance}`);
    const socket = openSocket(url, who, transports);
    const connection = `${device}#${++this.opened}`;
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      clearTimeout(watchdog);
      socket.disconnect();
      if (this.current?.connection === connection) this.current.endedAt = now();
      if (this.socket === socket) [this.socket, this.current] = [null, null];
      if (!this.closed) setTimeout(() => this.closed || this.connect(this.nextInstance(instance)), 50 + random() * 400);
    };
    const watchdog = setTimeout(end, READY_TIMEOUT_MS);
    this.socket = socket;
    socket.on('ready', (payload) => {
      clearTimeout(watchdog);
      this.guard(() => this.onReady(connection, instance, Ready.parse(payload)));
    });
    socket.on('connect_error', end);
    socket.on('disconnect', end);
    socket.on('channel:changes', (payload) =>
      this.guard(() => this.onChanges(connection, ChangesFrame.parse(payload))),
    );
    socket.on('channel:left', (payload) => this.guard(() => this.onLeft(payload)));
    socket.on('resync', () => this.onResync());
    socket.on('server:draining', (payload) => this.guard(() => this.onDraining(Draining.parse(payload), end)));
  }

  close(): void {
    this.closed = true;
    this.socket?.disconnect();
  }

  cursor(channelId: string): number {
    return this.copies.get(channelId)?.cursor ?? 0;
  }

  /** Tries to catch up in all its channels, as a user does who presses "reload". */
  syncAll(): void {
    for (const channelId of this.copies.keys()) this.behind.add(channelId);
    void this.catchUp();
  }

  /** Asks for a channel that it may have no right to: what comes back is noted, and none of it taken in. */
  probe(channelId: string): void {
    this.behind.add(channelId);
    void this.catchUp();
  }

  private follow(channelId: string): void {
    const copy = new ChannelCopy();
    this.copies.set(channelId, copy);
    this.allCopies.push(copy);
    this.fact.applied.set(channelId, copy.applied);
  }

  private nextInstance(last: number): number {
    const { loyal, home, instances, random } = this.options;
    if (loyal) return home;
    return random() < 0.8 ? (last + 1) % instances.length : last;
  }

  private onReady(connection: string, instance: number, { channels }: Ready): void {
    this.current = { connection, instance, readyAt: now(), endedAt: null };
    this.fact.connections.push(this.current);
    const heads = new Map(channels.map(({ channelId, rev }) => [channelId, rev]));
    for (const [channelId, copy] of this.copies) {
      const head = heads.get(channelId);
      if (head !== undefined && head !== copy.cursor) this.behind.add(channelId);
    }
    void this.catchUp();
  }

  private onChanges(connection: string, frame: ChangesFrame): void {
    if (!this.options.scope.has(frame.channelId)) return;
    this.fact.received.push({ connection, source: 'live', ...frame, at: now() });
    if (this.current?.connection !== connection) this.fact.complaints.push(`${connection}: changes before ready`);
    const copy = this.copies.get(frame.channelId);
    if (!copy || copy.receive(frame)) return;
    this.behind.add(frame.channelId);
    void this.catchUp();
  }

  private onLeft(payload: unknown): void {
    const { channelId } = ChangesFrame.pick({ channelId: true }).parse(payload);
    this.copies.delete(channelId);
    this.behind.delete(channelId);
  }

  private onResync(): void {
    this.resyncs++;
    this.syncAll();
  }

  /** A good client goes within the time it is given; a lazy one waits to be closed. */
  private onDraining({ reconnectWithinMs }: Draining, leave: () => void): void {
    const { random } = this.options;
    if (random() < 0.7) setTimeout(leave, random() * reconnectWithinMs);
  }

  private async catchUp(): Promise<void> {
    if (this.syncing) return;
    this.syncing = true;
    while (this.behind.size > 0 && this.ready && !this.closed) {
      const advanced = await this.syncOnce(this.ready.socket).catch((error: unknown) => {
        this.fact.complaints.push(`sync: ${String(error)}`);
        return false;
      });
      if (!advanced) await sleep(SYNC_RETRY_MS * (0.5 + this.options.random()));
    }
    this.syncing = false;
  }

  /** Answers false where the same question should not be asked again at once. */
  private async syncOnce(socket: ChaosSocket): Promise<boolean> {
    const asked = [...this.behind].slice(0, SYNC_MAX_CHANNELS);
    const cursors = Object.fromEntries(asked.map((channelId) => [channelId, this.cursor(channelId)]));
    const connection = this.current?.connection ?? '';
    const reply = await ask(socket, 'channel:sync', { cursors }, SyncAnswer);
    if (reply.kind === 'hung') this.fact.complaints.push(`${connection}: a sync got no answer`);
    if (reply.kind === 'error' && reply.error.code !== 'unavailable') {
      this.fact.complaints.push(`${connection}: a sync was answered ${reply.error.code}`);
    }
    if (reply.kind !== 'data') return false;
    let settled = true;
    for (const answer of reply.data.channels) {
      if ('error' in answer) settled = this.onRefusedSync(answer.channelId, answer.error.code) && settled;
      else settled = this.onPage(connection, answer) && settled;
    }
    return settled;
  }

  private onRefusedSync(channelId: string, code: string): boolean {
    if (code === 'unavailable') return false;
    this.behind.delete(channelId);
    return true;
  }

  private onPage(connection: string, page: SyncPage): boolean {
    const { channelId, since, rev, changes } = page;
    this.fact.received.push({ connection, source: 'sync', channelId, since, rev, changes, at: now() });
    const copy = this.copies.get(channelId);
    if (!copy) {
      this.behind.delete(channelId);
      return true;
    }
    const before = copy.cursor;
    const filled = copy.fill(page);
    if (filled && !page.more) this.behind.delete(channelId);
    return filled || copy.cursor > before;
  }

  private guard(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      this.fact.complaints.push(String(error));
    }
  }
}
