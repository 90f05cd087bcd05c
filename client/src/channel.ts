import type { ChannelSnapshot } from './channel-snapshot.js';
import type { ChannelState } from './channel-state.js';
import type { ChangedMessage, MessagePage, MyChannel } from './contract.js';
import { type Observable, View } from './observable.js';
import type { Sending } from './outbox.js';
import type { PendingMessage, SendOptions } from './outgoing.js';

const PAGE = 50;
/** Others are told that somebody types for six seconds. */
const TYPING_EVERY_MS = 3_000;

/** What a channel asks of the client that it belongs to. */
export interface ChannelDesk {
  open: (state: ChannelState) => void;
  close: (state: ChannelState) => void;
  restart: (state: ChannelState) => void;
  send: (channelId: string, body: string, options?: SendOptions) => Sending;
  pending: (channelId: string) => readonly PendingMessage[];
  retry: (clientId: string) => boolean;
  discard: (clientId: string) => boolean;
  edit: (messageId: string, body: string) => Promise<ChangedMessage>;
  remove: (messageId: string) => Promise<ChangedMessage>;
  typing: (channelId: string) => void;
  read: (state: ChannelState, seq: number) => void;
  unread: (state: ChannelState, seq: number) => Promise<void>;
  follow: (state: ChannelState, follows: boolean) => Promise<void>;
  notify: (channelId: string, notifications: MyChannel['notifications']) => Promise<void>;
  history: (channelId: string, query: string) => Promise<MessagePage>;
}

/** One channel, as an application sees it and acts on it. */
export class Channel implements Observable<ChannelSnapshot> {
  readonly id: string;
  readonly snapshot: () => ChannelSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  readonly #state: ChannelState;
  readonly #desk: ChannelDesk;
  #typedAt = -Infinity;
  /** The last one that was asked for. */
  #jump = 0;

  constructor(state: ChannelState, desk: ChannelDesk) {
    this.id = state.id;
    this.#state = state;
    this.#desk = desk;
    const view = new View(() => state.snapshot(desk.pending(state.id)));
    state.onChange(() => view.changed());
    this.snapshot = view.snapshot;
    this.subscribe = view.subscribe;
  }

  /** Loads the newest messages, or goes on from the copy that is there, and follows the channel from then on. */
  open(): this {
    this.#desk.open(this.#state);
    return this;
  }

  /** Follows no more. The copy stays, for the next time. */
  close(): void {
    this.#desk.close(this.#state);
  }

  /**
   * The message is among `pending` at once, and sent as soon as there is a way to the server. A reply is sent by the
   * channel that its thread is in.
   */
  send(body: string, options?: SendOptions): Sending {
    return this.#desk.send(this.id, body, options);
  }

  /** Once more what failed. Answers false where it did not. */
  retry(clientId: string): boolean {
    return this.#desk.retry(clientId);
  }

  /** Gives up what waits or failed. */
  discard(clientId: string): boolean {
    return this.#desk.discard(clientId);
  }

  /** Needs a connection; the new state comes as a change, like everybody's. */
  async edit(messageId: string, body: string): Promise<void> {
    await this.#desk.edit(messageId, body);
  }

  async delete(messageId: string): Promise<void> {
    await this.#desk.remove(messageId);
  }

  /** Everything up to this place was read; up to the newest where none is given. Never moves back. */
  markRead(seq: number = this.#state.seq): void {
    this.#desk.read(this.#state, seq);
  }

  /** This message and all after it are unread again, on all devices. Needs a connection. */
  async markUnread(seq: number): Promise<void> {
    await this.#desk.unread(this.#state, seq);
  }

  /** Of a thread: whether the user follows it from now on; one that they do not can be read all the same. Needs a connection. */
  async follow(follows: boolean): Promise<void> {
    await this.#desk.follow(this.#state, follows);
  }

  /** What the user hears of in the channel; needs a connection. */
  async notify(notifications: MyChannel['notifications']): Promise<void> {
    await this.#desk.notify(this.id, notifications);
  }

  /** To be called with each key: the others are told now and then. */
  typing(): void {
    if (Date.now() - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = Date.now();
    this.#desk.typing(this.id);
  }

  /** Answers whether there may be more. Nothing is added where what was loaded was replaced meanwhile. */
  async loadOlder(): Promise<boolean> {
    const { window } = this.#state;
    if (window.hasOlder) await this.#load(`before=${window.floor}`);
    return window.hasOlder;
  }

  /** Back towards the newest, after `jumpTo`. */
  async loadNewer(): Promise<boolean> {
    const { window } = this.#state;
    if (window.hasNewer) await this.#load(`after=${window.ceiling}`);
    return window.hasNewer;
  }

  /** To the messages around a place. What is loaded goes, unless the place is near. The last jump counts. */
  async jumpTo(seq: number): Promise<void> {
    const jump = ++this.#jump;
    const isLast = (): boolean => jump === this.#jump;
    while (isLast() && !(await this.#load(`around=${seq}`, isLast)));
  }

  /**
   * Where somebody reads, null for the newest end: of more than `windowSize` messages what is farthest from there is let
   * go, and loaded again by `loadOlder` or `loadNewer`. Without it what is loaded grows with every older page.
   */
  lookAt(seq: number | null): void {
    this.#state.window.lookAt(seq);
  }

  /** To the newest messages. */
  jumpToNewest(): void {
    this.#jump++;
    if (this.#state.window.hasNewer) this.#desk.restart(this.#state);
  }

  /** Answers false where it is to be asked for again. */
  async #load(query: string, isJump = () => false): Promise<boolean> {
    const { window } = this.#state;
    const asked = this.#desk.history(this.id, `${query}&limit=${PAGE}`);
    const taken = await window.load(asked, (page) => window.merge(page, this.#state.seq, isJump()));
    this.#state.changed();
    return taken;
  }
}
