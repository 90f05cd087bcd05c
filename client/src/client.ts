import { CatchUp } from './catch-up.js';
import type { Channel } from './channel.js';
import { Channels, type ChannelSummary } from './channels.js';
import { Connection, type ConnectionState } from './connection.js';
import type { CreateChannel, Login, Me, MyChannel, NewAccount, SignedIn } from './contract.js';
import { DeliverySampler } from './delivery-sampler.js';
import { makeDesk } from './desk.js';
import { EventStream, type StreamEvent } from './event-stream.js';
import { Events } from './events.js';
import { type Call, Http } from './http.js';
import { Inbox } from './inbox.js';
import { Keeper } from './keeper.js';
import type { TransportName } from './link.js';
import { Live, type LiveParts } from './live.js';
import type { Observable } from './observable.js';
import { type ClientEvents, type ClientOptions, type Settings, settingsOf } from './options.js';
import { openLink } from './open-link.js';
import { Outbox } from './outbox.js';
import { ReadMarkers } from './read-markers.js';
import { Session } from './session.js';
import { Sites } from './sites.js';

const OWNER = 'owner';

/** A signed-in user's way to a server: what it knows of channels, and what is on its way there. */
export class Client {
  /** Notifications. */
  readonly inbox: Inbox;
  /** The threads that the user follows; with event streams those alone that were opened. */
  readonly threads: Observable<readonly ChannelSummary[]>;
  readonly #settings: Settings;
  readonly #keeper: Keeper;
  readonly #sites: Sites;
  readonly #http: Http;
  readonly #session: Session;
  readonly #events = new Events<ClientEvents>();
  readonly #channels: Channels;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #markers: ReadMarkers;
  readonly #catchUp: CatchUp;
  readonly #live: Live;
  readonly #sampler: DeliverySampler;
  #loading: Promise<void> | null = null;
  #owner: string | null = null;
  /** Does not wait for the next attempt to connect. */
  readonly hurry = (): void => this.#connection.hurry();

  constructor(options: ClientOptions) {
    this.#settings = settingsOf(options);
    const { store, fetch, windowSize, keptMessages, followAll } = this.#settings;
    this.#keeper = new Keeper(store);
    this.#sites = new Sites(options.url, options.firstUrl);
    this.#http = new Http(this.#sites, fetch);
    this.#session = this.#makeSession();
    this.inbox = new Inbox(this.#session);
    const desk = makeDesk(() => ({ ...this.#parts(), live: this.#live, markers: this.#markers }));
    this.#channels = new Channels({ keeper: this.#keeper, desk, windowSize, keptMessages });
    this.threads = this.#channels.threads;
    this.#connection = this.#makeConnection();
    this.#outbox = this.#makeOutbox();
    this.#catchUp = this.#makeCatchUp();
    this.#markers = new ReadMarkers({
      read: (input) => this.#connection.request('channel:read', input),
      changed: (state) => this.#channels.mark(state),
    });
    this.#sampler = new DeliverySampler((report) => this.#connection.request('delivery:report', report));
    this.#live = new Live(this.#parts(), { followAll, applied: (applied) => this.#events.emit('applied', applied) });
  }

  /** Where the connection stands. */
  get connection(): Observable<ConnectionState> {
    return this.#connection.state;
  }

  /** The user's channels, with what is unread in each. */
  get channels(): Observable<readonly ChannelSummary[]> {
    return this.#channels.list;
  }

  /** Who is signed in; null where nobody is. */
  get user(): Me | null {
    return this.#session.user;
  }

  /** Messages that the server is not known to have. */
  get unsent(): number {
    return this.#outbox.unsent;
  }

  /** Goes on from what the store has: connects where somebody is signed in. */
  async start(): Promise<this> {
    await this.#load();
    if (this.#session.user) this.#connection.start();
    else this.#connection.stop({ status: 'signed out', error: null });
    return this;
  }

  login(login: Login): Promise<Me> {
    return this.#signIn(() => this.#session.login(login));
  }

  register(account: NewAccount): Promise<Me> {
    return this.#signIn(() => this.#session.register(account));
  }

  /** Ends the session and forgets all of it, also what is still to be sent. */
  async logout(): Promise<void> {
    this.#halt({ status: 'signed out', error: null });
    this.#clear();
    await this.#session.logout();
  }

  /** Closes the connection. Resolves when the store has everything; a client from the same store goes on from there. */
  async stop(): Promise<void> {
    // A start that waits for the store goes on, and is ended then.
    await this.#loading?.catch(() => undefined);
    this.#halt({ status: 'offline' });
    await this.#session.stop();
    for (const state of this.#channels.all()) state.stop();
    await this.#keeper.stop();
  }

  /** Resolves when the store has all that there is to keep now. */
  saved(): Promise<void> {
    return this.#keeper.flush();
  }

  /** A channel by its id, always the same object. It is followed once it was opened. */
  channel(id: string): Channel {
    return this.#channels.channel(id);
  }

  /** The server's events, and `applied`: what channels' copies have taken in, each change once and in order. */
  on<N extends keyof ClientEvents>(name: N, listener: (data: ClientEvents[N]) => void): () => void {
    return this.#events.on(name, listener);
  }

  /** A REST call as the user; the caller says what it answers. */
  call<T>(path: string, call?: Call): Promise<T> {
    return this.#session.call<T>(path, call);
  }

  /** Hears an event stream, which comes back by itself: `open` is told so, and null at its end for good. Answers how to end it. */
  stream(path: string, event: (event: StreamEvent) => void, open?: (open: boolean | null) => void): () => void {
    const stream = new EventStream({ http: this.#http, path, token: () => this.#session.token(), event, open });
    return () => stream.close();
  }

  async createChannel(fields: Pick<CreateChannel, 'name' | 'kind'> & Partial<CreateChannel>): Promise<Channel> {
    return this.#entered(await this.call<MyChannel>('/channels', { method: 'POST', body: fields }));
  }

  /** The direct channel with these people. */
  async openDirect(userIds: readonly string[]): Promise<Channel> {
    return this.#entered(await this.call<MyChannel>('/channels/direct', { method: 'POST', body: { userIds } }));
  }

  async join(channelId: string): Promise<Channel> {
    return this.#entered(await this.call<MyChannel>(`/channels/${channelId}/join`, { method: 'POST' }));
  }

  async leave(channelId: string): Promise<void> {
    await this.call(`/channels/${channelId}/leave`, { method: 'POST' });
    this.#live.left(channelId);
  }

  /** Everything in all channels was read. Needs a connection. */
  async markAllRead(): Promise<void> {
    const { items } = await this.#connection.request('channel:read-all', {});
    for (const read of items) this.#channels.find(read.channelId)?.read(read);
  }

  /** Other transports from now on, the best first. Copies and outbox go on as they are. */
  use(transports: readonly TransportName[]): void {
    this.#connection.use(transports);
  }

  #entered(channel: MyChannel): Channel {
    this.#channels.describe(channel).enter();
    this.#channels.list.changed();
    return this.channel(channel.id);
  }

  #parts(): LiveParts {
    return {
      session: this.#session,
      channels: this.#channels,
      outbox: this.#outbox,
      catchUp: this.#catchUp,
      inbox: this.inbox,
      connection: this.#connection,
    };
  }

  #load(): Promise<void> {
    return (this.#loading ??= this.#loadNow().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    }));
  }

  async #loadNow(): Promise<void> {
    const entries = await this.#keeper.load();
    const owner = entries.get(OWNER);
    this.#owner = typeof owner === 'string' ? owner : null;
    this.#session.restore(entries);
    this.#channels.restore(entries);
    this.#outbox.restore(entries);
    for (const state of this.#channels.all()) this.#markers.restore(state);
  }

  /** Nothing more comes of whoever was signed in before. */
  async #signIn(ask: () => Promise<SignedIn>): Promise<Me> {
    await this.#load();
    const { user, ...tokens } = await ask();
    if (this.user) this.#halt({ status: 'offline' });
    if (this.#owner !== null && this.#owner !== user.id) this.#clear();
    this.#owner = user.id;
    this.#keeper.mark(OWNER, () => this.#owner);
    await this.#session.begin(user, tokens);
    return this.start().then(() => user);
  }

  #clear(): void {
    this.#owner = null;
    this.#keeper.mark(OWNER, () => this.#owner);
    this.#outbox.clear();
    this.#channels.clear();
    this.inbox.clear();
  }

  #halt(state: ConnectionState): void {
    this.#disconnect();
    this.#connection.stop(state);
  }

  #disconnect(): void {
    this.#outbox.open(false);
    this.#catchUp.disconnected();
    this.#markers.connected(false);
  }

  #makeSession(): Session {
    return new Session(this.#http, this.#keeper, {
      renewed: (token) => void this.#connection.request('auth:refresh', { token }).catch(() => undefined),
      ended: ({ code, message }) => this.#halt({ status: 'signed out', error: { code, message } }),
    });
  }

  #makeConnection(): Connection {
    return new Connection({
      sites: this.#sites,
      transports: this.#settings.transports,
      betterEveryMs: this.#settings.betterEveryMs,
      open: (...asked) => openLink({ http: this.#http, session: this.#session, ...this.#settings }, ...asked),
      renew: () => this.#session.renew(),
      handler: {
        ready: (...greeted) => {
          this.#live.ready(...greeted);
          this.#catchUp.connected();
          this.#outbox.open(true);
          this.#markers.connected(true);
        },
        event: (_, name, data) => {
          if (name === 'channel:changes') this.#sampler.arrived(data as ClientEvents['channel:changes']);
          this.#live.event(name, data);
          this.#events.emit(name, data as ClientEvents[typeof name]);
        },
        channels: (...described) => this.#live.described(...described),
        inbox: () => this.inbox.refresh(),
        closed: () => this.#disconnect(),
      },
    });
  }

  #makeOutbox(): Outbox {
    return new Outbox({
      keeper: this.#keeper,
      send: async (message) => {
        const sent = await this.#connection.request('message:send', message);
        if (message.threadId !== undefined) this.#live.replied(message.threadId);
        return sent;
      },
      changed: (channelId) => this.#channels.get(channelId).changed(),
      cursorOf: (channelId) => this.#channels.find(channelId)?.copied ?? null,
    });
  }

  #makeCatchUp(): CatchUp {
    return new CatchUp({
      sync: (input) => this.#connection.request('channel:sync', input),
      cursorOf: (channelId) => this.#channels.find(channelId)?.log.cursor ?? null,
      fill: (page) => this.#live.fill(page),
      refused: (channelId, error) => this.#live.refused(channelId, error),
      done: () => this.#connection.caughtUp(),
    });
  }
}
