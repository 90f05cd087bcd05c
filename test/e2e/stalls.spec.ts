import { Module } from '@nestjs/common';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Bus } from '../../src/core/broadcast/bus.service.js';
import { MainRedis, SubscriberRedis } from '../../src/core/redis/redis-roles.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

const WITHIN_MS = 30_000;
/** Longer than Redis may be silent. */
const STALL_MS = 4_500;

let server: Server;
let bus: Bus;

@Module({})
class ProbeModule {
  constructor(its: Bus) {
    bus = its;
  }
}

/** Nothing of this process goes on meanwhile. */
const stall = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALL_MS);

beforeAll(async () => {
  server = await Server.start({ modules: [ProbeModule] });
});
afterAll(() => server.stop());

it('a process that stood still does not take Redis for silent, and looks what it missed', async () => {
  const ana = await Person.register(server);
  const { id } = await ana.createChannel();
  const socket = await ana.connect();
  await until('the link is up', () => bus.healthy, WITHIN_MS);
  const [ups, restored] = [vi.fn<() => void>(), vi.fn<() => void>()];
  bus.onUp(ups);
  bus.onRestored(restored);
  const disconnect = [MainRedis, SubscriberRedis].map((role) => vi.spyOn(role.prototype, 'disconnect'));

  stall();

  await until('it heard itself', () => ups.mock.calls.length > 0, WITHIN_MS);
  await socket.send(id, 'here again');
  expect([restored, ...disconnect].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
  vi.restoreAllMocks();
});
