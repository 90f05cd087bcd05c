import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { Flood } from '../support/flood.js';
import { RawSocket } from '../support/raw-socket.js';

let server: Server;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2, env: { MAX_BODY_LENGTH: '16000' } });
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(() => server.stop());

it('a reader that stops reading is dropped, while the others go on', async () => {
  const { id } = await ana.createChannel({}, [bruno]);
  const sender = await ana.connect({ instance: 1 });
  const reader = await bruno.connect();
  const paused = await RawSocket.join(server, bruno.accessToken);
  paused.ws.pause();
  const sockets = () => server.instances[0]?.connections() ?? 0;
  await until('both are connected', () => sockets() === 2, 30_000);
  const body = 'x'.repeat(15_000);
  let sent = 0;
  while (sockets() > 1) {
    const batch = await Promise.all(Array.from({ length: 20 }, () => sender.send(id, body)));
    sent += batch.length;
    if (sent > 4000) throw new Error('the paused reader is still there');
  }
  const last = await sender.send(id, 'the last');
  await reader.reaches(id, last.message.rev);
  expect(reader.changesOf(id)).toHaveLength(sent + 1);
  expect(sockets()).toBe(1);
});

it('a reader that is merely slow is not', async () => {
  const { id } = await ana.createChannel({}, [bruno]);
  const sender = await ana.connect({ instance: 1 });
  const slow = await RawSocket.join(server, bruno.accessToken);
  const flood = new Flood([sender], id, 4);
  for (let i = 0; i < 10; i++) {
    slow.ws.pause();
    const enough = flood.sent.length + 20;
    await until('some of the flood', () => flood.sent.length > enough, 30_000);
    slow.ws.resume();
    expect(await slow.alive()).toBe(true);
  }
  const sent = await flood.stop();
  const last = await sender.send(id, 'the last one');
  await slow.packet(/the last one/);
  expect(last.message.rev).toBe(sent.length + 1);
  expect(slow.closed).toBeNull();
});
