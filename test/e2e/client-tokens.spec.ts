import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { newMember, online, shows } from '../support/library-client.js';

let server: Server;

beforeAll(async () => {
  server = await Server.start({ env: { ACCESS_TOKEN_TTL: '5' } });
});
afterAll(() => server.stop());

it('a client outlives its access token on one connection, by socket and stream', async () => {
  const [socket, stream] = [await newMember(server), await newMember(server, { transports: ['sse'], pollMs: 500 })];
  for (const { client, person } of [socket, stream]) {
    await online(client);
    const channel = await client.createChannel({ name: person.username, kind: 'public' });
    channel.open();
    const states: string[] = [];
    client.connection.subscribe(() => states.push(client.connection.snapshot().status));
    const first = Date.now();
    await until('the first token to end', () => Date.now() - first > 7_000, 10_000);
    await channel.send('still here').stored;
    await shows(client, channel.id, ['still here']);
    expect(states.filter((status) => status !== 'online')).toEqual([]);
  }
});

it('many calls at the end of a token renew it once', async () => {
  const { client } = await newMember(server);
  await online(client);
  const first = Date.now();
  await until('the token to be renewed soon', () => Date.now() - first > 4_000, 10_000);
  await Promise.all(Array.from({ length: 10 }, () => client.call('/users/me')));
  expect(client.user).not.toBeNull();
});
