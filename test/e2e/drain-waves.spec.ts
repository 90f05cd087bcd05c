import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Drain } from '../../src/realtime/drain.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { Person } from '../support/factories.js';

const DRAIN_MS = 2000;
/** How much a timer may be early. */
const TIMER_MS = 50;

let server: Server;

beforeAll(async () => {
  server = await Server.start({ env: { DRAIN_MS: String(DRAIN_MS) } });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

/** Resolves with the milliseconds by which the socket was closed before the time that it was told. */
async function closedEarly({ client }: ChatSocket, toldAt: () => number): Promise<number> {
  const { reconnectWithinMs } = await new Promise<{ reconnectWithinMs: number }>((resolve) => {
    client.once('server:draining', resolve);
  });
  await new Promise((resolve) => {
    client.once('disconnect', resolve);
  });
  return reconnectWithinMs - (performance.now() - toldAt());
}

it('an instance that stops closes no socket before the time that it told it', async () => {
  const ana = await Person.register(server);
  const sockets = await Promise.all(Array.from({ length: 20 }, () => ana.connect()));
  // They are told at once when this begins, and hear of it later.
  let toldAt = Infinity;
  vi.spyOn(Drain.prototype, 'beforeApplicationShutdown').mockImplementationOnce(function (this: Drain) {
    toldAt = performance.now();
    return this.beforeApplicationShutdown();
  });
  const early = Promise.all(sockets.map((socket) => closedEarly(socket, () => toldAt)));
  const stopped = server.instances[0]?.stop();
  expect((await early).filter((ms) => ms > TIMER_MS)).toEqual([]);
  await stopped;
});
