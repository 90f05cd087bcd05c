import { Client, type ClientOptions, MemoryStore, when } from '../../client/src/main.js';
import type { Server } from './app.js';
import { until } from './cluster/until.js';
import { newAccount, PASSWORD, Person } from './factories.js';

const WITHIN_MS = 30_000;

/** A client of the package `@tertulia/client` that ends with its server. */
export function newClient(server: Server, options: Partial<ClientOptions> = {}): Client {
  const client = new Client({ url: server.instances.map(({ url }) => url), ...options });
  server.cleanups.push(() => void client.stop());
  return client;
}

/** Somebody who came in by the client, as a person of the other tests too. */
export interface Member {
  client: Client;
  store: MemoryStore;
  person: Person;
}

export async function newMember(server: Server, options: Partial<ClientOptions> = {}): Promise<Member> {
  const store = new MemoryStore();
  const client = newClient(server, { store, ...options });
  const username = `member${crypto.randomUUID().slice(0, 8)}`;
  const account = newAccount({ username, email: `${username}@example.com` });
  const person = await Person.register(server, account);
  await client.login({ login: username, password: PASSWORD });
  return { client, store, person };
}

export const online = (client: Client) =>
  within(
    'online',
    client,
    when(client.connection, ({ status }) => status === 'online'),
  );

/** Fails with where the client stands, in place of waiting for ever. */
export async function within<T>(what: string, client: Client, promise: Promise<T>): Promise<T> {
  let done: { value: T } | null = null;
  void promise.then((value) => (done = { value }));
  await until(
    () => `${what}; the connection is ${JSON.stringify(client.connection.snapshot())}`,
    () => done !== null,
    WITHIN_MS,
  );
  return promise;
}

/** The bodies of an open channel's messages, those that are still pending behind the others. */
export function bodiesOf(client: Client, channelId: string): string[] {
  const { messages, pending } = client.channel(channelId).snapshot();
  return [...messages, ...pending].map(({ body }) => body);
}

/** Waits until the channel's messages are these and none is pending. */
export async function shows(client: Client, channelId: string, bodies: string[]): Promise<void> {
  const settled = (): boolean => client.channel(channelId).snapshot().pending.length === 0;
  await until(
    () => `${JSON.stringify(bodies)}; there are ${JSON.stringify(bodiesOf(client, channelId))}`,
    () => settled() && JSON.stringify(bodiesOf(client, channelId)) === JSON.stringify(bodies),
    WITHIN_MS,
  );
}
