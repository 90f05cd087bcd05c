import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

let server: Server;
/** The second instance reaches Redis through it. */
let proxy: BreakableProxy;

beforeAll(async () => {
  const redis = new URL(inject('redisUrl'));
  proxy = await BreakableProxy.before({ host: redis.hostname, port: Number(redis.port) });
  server = await Server.start();
  await server.addInstance({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
});
afterAll(async () => {
  proxy.restore();
  await server.stop();
  await proxy.close();
});

it('devices whose instance missed what changed elsewhere are asked to look, and nobody else’s', async () => {
  const [ana, bruno] = [await Person.register(server), await Person.register(server)];
  const { id: channelId } = await ana.createChannel({}, [bruno]);
  const [anas, brunos] = [await ana.connect({ instance: 1 }), await bruno.connect({ instance: 1 })];
  const phone = await ana.connect();
  proxy.cut();
  const draft = await phone.draft({ channelId, body: 'written meanwhile' });
  proxy.restore();
  await until('told', () => anas.received['personal:resync'].some(({ rev }) => rev >= draft.rev), 30_000);
  // All who are told are told in one turn, and what one changes after it may be told of once more.
  await brunos.request('echo', 'told as well?');
  expect(brunos.received['personal:resync']).toEqual([]);
});
