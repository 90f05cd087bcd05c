import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { type Member, newMember, online, shows } from '../support/library-client.js';

let server: Server;

beforeAll(async () => {
  server = await Server.start({ env: { ACCESS_TOKEN_TTL: '15', SEND_RATE: '4/10s' } });
});
afterAll(() => server.stop());

it('a client outlives its access token on one connection, by socket and stream', async () => {
  const members = [await newMember(server), await newMember(server, { transports: ['sse'], pollMs: 500 })];
  const outlives = async ({ client, person }: Member) => {
    await online(client);
    const channel = await client.createChannel({ name: person.username, kind: 'public' });
    channel.open();
    const states: string[] = [];
    client.connection.subscribe(() => states.push(client.connection.snapshot().status));
    const first = Date.now();
    await until('the first token to end', () => Date.now() - first > 17_000, 30_000);
    await channel.send('still here').stored;
    await shows(client, channel.id, ['still here']);
    expect(states.filter((status) => status !== 'online')).toEqual([]);
  };
  await Promise.all(members.map(outlives));
});

it('what is sent faster than the server takes it is stored all the same, in its order', async () => {
  const { client, person } = await newMember(server);
  const channel = (await client.createChannel({ name: 'fast', kind: 'public' })).open();
  const bodies = Array.from({ length: 6 }, (_, i) => `message ${i}`);
  const states = new Set<string | undefined>();
  channel.subscribe(() => channel.snapshot().pending.forEach(({ error }) => states.add(error?.code)));
  for (const body of bodies) channel.send(body);
  await shows(client, channel.id, bodies);
  expect(states).toContain('rate_limited');
  await person.refresh();
  expect((await person.history(channel.id)).items.map(({ body }) => body)).toEqual(bodies);
});

it('many calls at the end of a token renew it once', async () => {
  const { client } = await newMember(server);
  await online(client);
  const first = Date.now();
  await until('the token to be renewed soon', () => Date.now() - first > 12_000, 30_000);
  await Promise.all(Array.from({ length: 10 }, () => client.call('/users/me')));
  expect(client.user).not.toBeNull();
});
