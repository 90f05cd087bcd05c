import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { RawSocket } from '../support/raw-socket.js';

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server.stop());

it('an event of which the name is a number is answered as one that there is not', async () => {
  const ana = await Person.register(server);
  const socket = await RawSocket.join(server, ana.accessToken);
  for (const name of ['5', '0', '-1.5', '1e300']) {
    socket.packets.length = 0;
    socket.send(`427[${name},"x"]`);
    expect(await socket.packet(/^437\[/)).toContain('"code":"not_found"');
  }
  expect(await socket.alive()).toBe(true);
});
