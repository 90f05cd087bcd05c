import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { Person } from '../support/factories.js';
import { Polling } from '../support/polling.js';
import { RawSocket } from '../support/raw-socket.js';

let server: Server;
let ana: Person;
let bystander: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ env: { MAX_FRAME_BYTES: '4096' } });
  ana = await Person.register(server);
  bystander = await ana.connect();
});
afterAll(() => server.stop());

const join = () => RawSocket.join(server, ana.accessToken);
const others = () => bystander.request('echo', 'fine');
const fine = { ok: true, data: 'fine' };

describe('a handshake', () => {
  it('tells the rules of the connection', async () => {
    const socket = RawSocket.open(server);
    const handshake: unknown = JSON.parse((await socket.packet(/^0\{/)).slice(1));
    expect(handshake).toMatchObject({ upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 4096 });
  });

  it.each(['EIO=4&transport=nonsense', 'EIO=3&transport=websocket', 'EIO=4&transport=websocket&sid=nonsense'])(
    'with %s is refused',
    async (query) => {
      const socket = RawSocket.open(server, { query });
      await socket.end();
      expect(socket.packets).toEqual([]);
      expect(await others()).toEqual(fine);
    },
  );

  it('that never names a namespace gets nothing of the default one', async () => {
    const socket = RawSocket.open(server);
    await socket.packet(/^0\{/);
    socket.send('420["echo","x"]');
    await socket.end();
    expect(socket.packets.filter((packet) => !String(packet).startsWith('0'))).toEqual([]);
  });
});

describe('a namespace that there is not', () => {
  it.each(['/admin', '/nonsense', '/socket.io', '/a/b', '/?x=1#y'])('%s is refused cleanly', async (namespace) => {
    const socket = await join();
    socket.send(`40${namespace},${JSON.stringify({ token: ana.accessToken })}`);
    const refusal = await socket.packet(/^44/);
    expect(refusal).toContain('Invalid namespace');
    expect(await socket.alive()).toBe(true);
  });

  it('is refused also to a connection that has no other', async () => {
    const socket = RawSocket.open(server);
    await socket.packet(/^0\{/);
    socket.send('40/admin,');
    expect(await socket.packet(/^44\/admin,/)).toContain('Invalid namespace');
  });
});

describe('a refused token', () => {
  it('is answered with the error object', async () => {
    const socket = RawSocket.open(server);
    await socket.packet(/^0\{/);
    socket.send('40{"token":"nonsense"}');
    const refusal: unknown = JSON.parse((await socket.packet(/^44/)).slice(2));
    expect(refusal).toEqual({
      message: 'The access token is not valid or has expired',
      data: { code: 'unauthenticated', message: 'The access token is not valid or has expired' },
    });
  });
});

describe('a packet that is none', () => {
  it.each([
    ['of no known type', '9'],
    ['of Socket.IO of no known type', '49'],
    ['with broken JSON', '42["echo",'],
    ['with no JSON', '42nonsense'],
    ['with an event that is no array', '42{"a":1}'],
    ['with an empty array', '42[]'],
    ['with a name that is no name', '42[{"a":1}]'],
    ['with a reserved name', '420["disconnect"]'],
    ['with a reserved name of another kind', '420["connect_error","x"]'],
    ['with an id that is none', '42x["echo"]'],
    ['with broken attachments', '451-["echo",{"_placeholder":true}]'],
    ['with attachments without number', '45-["echo",{"_placeholder":true,"num":0}]'],
    ['with too many attachments', '459999999-["echo"]'],
    ['with a placeholder out of range', '451-["echo",{"_placeholder":true,"num":5}]'],
    ['with a second connect', '40{"token":"nonsense"}'],
  ])('%s does not harm anyone else', async (_, packet) => {
    const socket = await join();
    socket.send(packet);
    socket.send(Buffer.from('bytes that nobody announced'));
    await socket.end();
    expect(await others()).toEqual(fine);
  });

  it('of bytes without a text before them closes the connection', async () => {
    const socket = await join();
    socket.send(Buffer.from([1, 2, 3]));
    await socket.end();
    expect(await others()).toEqual(fine);
  });

  it('in place of the bytes that were announced closes the connection', async () => {
    const socket = await join();
    socket.send('451-7["echo",{"_placeholder":true,"num":0}]');
    socket.send('420["echo","x"]');
    await socket.end();
    expect(await others()).toEqual(fine);
  });

  it('of an ack that nobody waits for does no harm', async () => {
    const socket = await join();
    socket.send('437[{"a":1}]');
    expect(await socket.alive()).toBe(true);
  });
});

describe('an event', () => {
  it('is answered by the id of its packet, whatever that is', async () => {
    const socket = await join();
    for (const id of [0, 1, 99_999, 2 ** 40]) {
      socket.send(`42${id}["echo",${id}]`);
      expect(await socket.packet(new RegExp(`^43${id}\\[`))).toBe(`43${id}[{"ok":true,"data":${id}}]`);
    }
  });

  it('without an id is carried out and not answered', async () => {
    const socket = await join();
    const { id } = await ana.createChannel();
    await socket.packet(new RegExp(`channel:joined.*${id}`));
    socket.send(`42["message:send",{"channelId":"${id}","clientId":"${crypto.randomUUID()}","body":"no ack"}]`);
    await socket.packet(/no ack/);
    expect(socket.packets.some((packet) => String(packet).startsWith('43'))).toBe(false);
  });
});

describe('bytes', () => {
  it('come back from echo as they went', async () => {
    for (const transports of [['websocket' as const], ['polling' as const]]) {
      const socket = await ana.connect({ transports });
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
      const ack: unknown = await socket.client.timeout(30_000).emitWithAck('echo', { bytes, deep: [{ bytes }], n: 1 });
      expect(ack).toEqual({ ok: true, data: { bytes, deep: [{ bytes }], n: 1 } });
    }
  });

  it('come back from echo alone too', async () => {
    const socket = await ana.connect();
    const ack: unknown = await socket.client.timeout(30_000).emitWithAck('echo', Buffer.from('x'));
    expect(ack).toEqual({ ok: true, data: Buffer.from('x') });
  });
});

const fill = (bytes: number) => `421["echo","${'x'.repeat(bytes - '421["echo",""]'.length)}"]`;

describe('a frame', () => {
  it('of the largest size is taken, and a larger one closes its connection alone', async () => {
    const [small, large] = [await join(), await join()];
    small.send(fill(4096));
    await small.packet(/^431\[/);
    large.send(fill(4097));
    expect(await large.end()).toBe(1009);
    expect(await small.alive()).toBe(true);
    expect(await others()).toEqual(fine);
  });

  it('in thousands of fragments closes its connection alone', async () => {
    const socket = await join();
    for (let i = 0; i < 3000 && socket.ws.readyState === socket.ws.OPEN; i++) socket.ws.send('x', { fin: false });
    await socket.end();
    expect(await others()).toEqual(fine);
  });

  it('as a body of polling has the same limit', async () => {
    const polling = await Polling.open(server);
    await polling.join(ana.accessToken);
    expect(await polling.postRaw(`420["echo","${'x'.repeat(5000)}"]`)).toBe(413);
    expect(await others()).toEqual(fine);
  });
});
