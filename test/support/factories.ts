import { z } from 'zod';
import { SignedIn, TokenPair } from '../../src/contract/auth.js';
import { MyChannel } from '../../src/contract/channels.js';
import type { ErrorCode } from '../../src/contract/errors.js';
import { MessagePage, SentMessage } from '../../src/contract/messages.js';
import type { Server } from './app.js';
import { ChatSocket, type SocketOptions } from './client.js';
import { type Answer, call, type CallOptions, problemOf, succeeded } from './rest.js';

export const PASSWORD = 'a long enough password';

let people = 0;
let channels = 0;

/** Somebody who is signed in, with both doors to the server. */
export class Person {
  constructor(
    readonly server: Server,
    readonly id: string,
    readonly username: string,
    public accessToken: string,
    public refreshToken: string,
  ) {}

  static async register(server: Server, overrides: Record<string, unknown> = {}): Promise<Person> {
    return Person.from(server, await call(server, 'POST', '/auth/register', { body: newAccount(overrides) }));
  }

  static from(server: Server, answer: Answer): Person {
    const { user, accessToken, refreshToken } = succeeded(SignedIn, answer);
    return new Person(server, user.id, user.username, accessToken, refreshToken);
  }

  /** The same person on another device: a session of its own. */
  async signInAgain(instance = 0): Promise<Person> {
    const body = { login: this.username, password: PASSWORD };
    return Person.from(this.server, await call(this.server, 'POST', '/auth/login', { body, instance }));
  }

  call(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Answer> {
    return call(this.server, method, path, { token: this.accessToken, body, ...options });
  }

  async get<T>(schema: z.ZodType<T>, path: string): Promise<T> {
    return succeeded(schema, await this.call('GET', path));
  }

  async refresh(): Promise<TokenPair> {
    const body = { refreshToken: this.refreshToken };
    const pair = succeeded(TokenPair, await call(this.server, 'POST', '/auth/refresh', { body }));
    this.accessToken = pair.accessToken;
    this.refreshToken = pair.refreshToken;
    return pair;
  }

  connect(options?: SocketOptions): Promise<ChatSocket> {
    return ChatSocket.connect(this.server, this.accessToken, options);
  }

  async createChannel(fields: Record<string, unknown> = {}, members: Person[] = []): Promise<MyChannel> {
    const body = { name: `channel ${++channels}`, kind: 'public', ...fields };
    const channel = succeeded(MyChannel, await this.call('POST', '/channels', body));
    for (const { id } of members) await this.invite(channel.id, id);
    return channel;
  }

  async invite(channelId: string, userId: string, role = 'member'): Promise<void> {
    const { status, body } = await this.call('PUT', `/channels/${channelId}/members/${userId}`, { role });
    if (status !== 200) throw new Error(`not invited: ${JSON.stringify(body)}`);
  }

  async post(channelId: string, body: string, clientId: string = crypto.randomUUID()): Promise<SentMessage> {
    return succeeded(SentMessage, await this.call('POST', `/channels/${channelId}/messages`, { clientId, body }));
  }

  /** In whatever order; no more at a time than a busy machine answers in time. */
  async postAll(posts: { channelId: string; body: string }[], atOnce = 25): Promise<void> {
    for (let start = 0; start < posts.length; start += atOnce) {
      await Promise.all(posts.slice(start, start + atOnce).map(({ channelId, body }) => this.post(channelId, body)));
    }
  }

  channel(channelId: string): Promise<MyChannel> {
    return this.get(MyChannel, `/channels/${channelId}`);
  }

  history(channelId: string, query = ''): Promise<MessagePage> {
    return this.get(MessagePage, `/channels/${channelId}/messages${query}`);
  }
}

export type Call = [method: string, path: string, body?: unknown];

/** Those of the calls that were answered otherwise than they all should be. */
export async function answeredOtherwise(person: Person, calls: Call[], code: ErrorCode): Promise<string[]> {
  const others: string[] = [];
  for (const [method, path, body] of calls) {
    const problem = problemOf(await person.call(method, path, body));
    if (problem.code !== code) others.push(`${method} ${path}: ${problem.code}`);
  }
  return others;
}

export function newAccount(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  // In the order of their making wherever names are sorted.
  const username = `person${String(++people).padStart(5, '0')}`;
  return {
    email: `${username}@example.com`,
    username,
    displayName: `Person ${people}`,
    password: PASSWORD,
    ...overrides,
  };
}

export const noSuchId = () => crypto.randomUUID();
