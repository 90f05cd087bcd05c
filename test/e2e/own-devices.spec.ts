import { Module } from '@nestjs/common';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { Bus } from '../../src/core/broadcast/bus.service.js';
import { MissedEvents } from '../../src/realtime/missed-events.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

let server: Server;
const buses: Bus[] = [];

@Module({})
class ProbeModule {
  constructor(bus: Bus) {
    buses.push(bus);
  }
}

/** The second instance reaches Redis through it. */
let proxy: BreakableProxy;

beforeAll(async () => {
  const redis = new URL(inject('redisUrl'));
  proxy = await BreakableProxy.before({ host: redis.hostname, port: Number(redis.port) });
  server = await Server.start({ modules: [ProbeModule] });
  await server.addInstance({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
});
afterAll(async () => {
  vi.restoreAllMocks();
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

it('what could not be looked up when the link came back is told once it can be', async () => {
  const ana = await Person.register(server);
  const { id: channelId } = await ana.createChannel();
  const desk = await ana.connect({ instance: 1 });
  const phone = await ana.connect();
  let failing = true;
  const tellSince = Reflect.get(MissedEvents.prototype, 'tellSince');
  const looks = vi.spyOn(MissedEvents.prototype, 'tellSince').mockImplementation(function (this: MissedEvents, since) {
    return failing ? Promise.reject(new Error('PostgreSQL is slow')) : Reflect.apply(tellSince, this, [since]);
  });
  proxy.cut();
  const draft = await phone.draft({ channelId, body: 'written meanwhile' });
  proxy.restore();
  await until('looked in vain', () => looks.mock.calls.length > 1, 30_000);
  // The link is whole: nothing more is lost.
  await until('the link is up', () => buses[1]?.healthy === true, 30_000);
  failing = false;
  await until('told', () => desk.received['personal:resync'].length > 0, 30_000);
  expect(desk.received['personal:resync'][0]).toEqual({ rev: draft.rev });
});
