import { type ClientError, offline, toClientError } from './client-error.js';
import type {
  ChannelChanges,
  ChannelHead,
  Me,
  MyChannel,
  MyChannelPage,
  NotificationEvent,
  RequestInputs,
  RequestOutputs,
  SyncedChannel,
  SyncResult,
} from './contract.js';
import { EventStream, type EventStreamOptions, type StreamEvent } from './event-stream.js';
import type { Http } from './http.js';
import type { Link, LinkHandler, LinkRequest } from './link.js';
import type { Session } from './session.js';

/** Browsers open six connections to a server over HTTP/1.1, and REST needs some of them. */
const MAX_CHANNEL_STREAMS = 3;
/** Polls in a row that fail before the link counts as broken. */
const MAX_FAILURES = 2;
const SYNCS_AT_A_TIME = 4;

export interface StreamLinkOptions {
  http: Http;
  session: Session;
  url: string;
  pollMs: number;
  handler: LinkHandler;
}

/**
 * Where no socket can be had: requests by their REST twins, the followed channels and the inbox as event streams. The
 * list of channels is asked for every few seconds, and says of all others what is new; it also finds what a stream
 * that a proxy holds back does not bring.
 */
export class StreamLink implements Link {
  readonly transport = 'sse';
  readonly url: string;
  readonly openedAt = Date.now();
  readonly #options: StreamLinkOptions;
  /** By channel, the one that was followed last at the end. */
  readonly #channels = new Map<string, EventStream>();
  #inbox: EventStream | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ready = false;
  #failures = 0;
  #over = false;

  constructor(options: StreamLinkOptions) {
    this.#options = options;
    this.url = options.url;
    void this.#poll();
  }

  request<R extends LinkRequest>(name: R, input: RequestInputs[R]): Promise<RequestOutputs[R]> {
    if (this.#over) return Promise.reject(offline());
    const twin = this.#twins[name] as (given: RequestInputs[R]) => Promise<RequestOutputs[R]>;
    return twin(input);
  }

  follow(channelId: string, cursor: number): void {
    if (this.#over || this.#channels.has(channelId)) return;
    const [oldest] = this.#channels.keys();
    if (oldest !== undefined && this.#channels.size >= MAX_CHANNEL_STREAMS) this.unfollow(oldest);
    const event = ({ event: name, data }: StreamEvent): void => this.#onChannelEvent(name, data);
    const path = `/channels/${channelId}/events`;
    this.#channels.set(channelId, this.#stream({ path, lastId: String(cursor), event }));
  }

  unfollow(channelId: string): void {
    this.#channels.get(channelId)?.close();
    this.#channels.delete(channelId);
  }

  close(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#inbox?.close();
    for (const stream of this.#channels.values()) stream.close();
    this.#channels.clear();
  }

  #stream(stream: Pick<EventStreamOptions, 'path' | 'lastId' | 'event' | 'open'>): EventStream {
    const { http, session } = this.#options;
    return new EventStream({ http, token: () => session.token(), ...stream });
  }

  #onChannelEvent(name: string, data: unknown): void {
    if (this.#over) return;
    const { handler } = this.#options;
    const run = data as ChannelChanges;
    if (name === 'channel:changes') handler.event(this, name, run);
    // It says where the log stands: a gap, which a sync closes like any other.
    else if (name === 'reset') handler.event(this, 'channel:changes', { ...run, since: run.rev, changes: [] });
  }

  async #poll(): Promise<void> {
    const { session, handler, pollMs } = this.#options;
    const askedAt = Date.now();
    try {
      const channels = await allChannels(session);
      if (this.#over) return;
      this.#failures = 0;
      if (!this.#ready && session.user) this.#begin(session.user, channels);
      handler.channels(this, channels, askedAt);
    } catch (error) {
      if (this.#over || this.#failed(toClientError(error))) return;
    }
    this.#timer = setTimeout(() => void this.#poll(), pollMs * (0.75 + Math.random() / 2));
  }

  /** Answers whether the link is at its end. */
  #failed(error: ClientError): boolean {
    const { code } = error;
    const gone = code === 'offline' || code === 'no_answer';
    const patient = this.#ready && code !== 'unauthenticated' && code !== 'signed_out';
    if (patient && ++this.#failures < MAX_FAILURES) return false;
    this.close();
    this.#options.handler.closed(this, gone ? null : error);
    return true;
  }

  #begin(user: Me, channels: readonly MyChannel[]): void {
    this.#ready = true;
    this.#inbox = this.#stream({
      path: '/notifications/events',
      event: ({ event, data }) => {
        if (event === 'notification' && !this.#over) {
          this.#options.handler.event(this, event, data as NotificationEvent);
        }
      },
      // It begins where the inbox stands when it is opened, or goes on from there.
      open: (isOpen) => {
        if (isOpen && !this.#over) this.#options.handler.inbox(this);
      },
    });
    // Threads are not in the list: a client without a socket asks for those that it opens. Its counts come with each list.
    this.#options.handler.ready(this, { user, channels: channels.map(headOf), threads: null, groupIds: null });
  }

  readonly #twins: { [R in LinkRequest]: (input: RequestInputs[R]) => Promise<RequestOutputs[R]> } = {
    'message:send': ({ channelId, ...body }) =>
      this.#options.session.call(`/channels/${channelId}/messages`, { method: 'POST', body }),
    'message:edit': ({ messageId, ...body }) =>
      this.#options.session.call(`/messages/${messageId}`, { method: 'PATCH', body }),
    'message:delete': ({ messageId, ...query }) =>
      this.#options.session.call(`/messages/${messageId}?${new URLSearchParams(query)}`, { method: 'DELETE' }),
    'channel:sync': ({ cursors }) => this.#sync(Object.entries(cursors)),
    'channel:read': ({ channelId, ...body }) =>
      this.#options.session.call(`/channels/${channelId}/read`, { method: 'PUT', body }),
    'channel:unread': ({ channelId, ...body }) =>
      this.#options.session.call(`/channels/${channelId}/unread`, { method: 'POST', body }),
    'channel:read-all': () => this.#options.session.call('/channels/read-all', { method: 'POST' }),
    'channel:open': async ({ channelId }) => ({ channelId, rev: await this.#rev(channelId) }),
    'channel:close': async ({ channelId }) => ({ channelId, rev: await this.#rev(channelId) }),
    // These have no twin, and nobody misses them.
    'typing:start': () => Promise.resolve(null),
    'delivery:report': () => Promise.resolve(null),
    'auth:refresh': () => Promise.resolve({ expiresAt: new Date().toISOString() }),
  };

  async #rev(channelId: string): Promise<number> {
    return (await this.#options.session.call<MyChannel>(`/channels/${channelId}`)).rev;
  }

  async #sync(cursors: [string, number][]): Promise<SyncResult> {
    const channels: SyncResult['channels'] = [];
    for (let start = 0; start < cursors.length; start += SYNCS_AT_A_TIME) {
      const asked = cursors.slice(start, start + SYNCS_AT_A_TIME);
      channels.push(...(await Promise.all(asked.map(([channelId, since]) => this.#changes(channelId, since)))));
    }
    return { channels };
  }

  async #changes(channelId: string, since: number): Promise<SyncResult['channels'][number]> {
    try {
      return await this.#options.session.call<SyncedChannel>(`/channels/${channelId}/changes?since=${since}`);
    } catch (thrown) {
      const { code, message } = toClientError(thrown);
      if (code === 'offline' || code === 'no_answer' || code === 'signed_out') throw thrown;
      return { channelId, error: { code, message } };
    }
  }
}

export const headOf = ({ id, rev, seq, readSeq, mentionCount }: MyChannel): ChannelHead => ({
  id,
  channelId: id,
  rev,
  seq,
  readSeq,
  mentionCount,
});

/** The whole list, page by page. */
export async function allChannels(session: Session): Promise<MyChannel[]> {
  const channels: MyChannel[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: MyChannelPage = await session.call<MyChannelPage>(`/channels?limit=100${from}`);
    channels.push(...page.items);
    cursor = page.nextCursor;
  }
  return channels;
}
