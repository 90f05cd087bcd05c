import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';

const WITHIN_MS = 30_000;

describe('the breakable proxy', () => {
  const heard: string[] = [];
  const clients: Socket[] = [];
  let echo: Server;
  let proxy: BreakableProxy;

  beforeEach(async () => {
    heard.length = 0;
    echo = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        heard.push(String(data));
        socket.write(data);
      });
    }).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    const address = echo.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    proxy = await BreakableProxy.before({ host: '127.0.0.1', port: address.port });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await proxy.close();
    echo.close();
  });

  async function dial(): Promise<{ socket: Socket; answers: string[]; errors: string[] }> {
    const socket = connect(proxy.port, '127.0.0.1');
    const [answers, errors]: string[][] = [[], []];
    clients.push(socket);
    socket.on('data', (data) => answers?.push(String(data)));
    socket.on('error', (error) => errors?.push(String(error)));
    await once(socket, 'connect');
    return { socket, answers: answers ?? [], errors: errors ?? [] };
  }

  it('passes bytes both ways and counts them', async () => {
    const { socket, answers } = await dial();
    socket.write('one');
    await until('the answer', () => answers.join('') === 'one', WITHIN_MS);
    expect(proxy.stats).toEqual([{ id: 1, up: 3, down: 3, swallowed: 0, closed: false }]);
  });

  it('resets what is connected and what connects when cut, and takes new connections when restored', async () => {
    const before = await dial();
    before.socket.write('one');
    await until('the answer', () => before.answers.length > 0, WITHIN_MS);
    proxy.cut();
    await until('the reset', () => before.errors.some((error) => error.includes('ECONNRESET')), WITHIN_MS);
    const meanwhile = connect(proxy.port, '127.0.0.1');
    clients.push(meanwhile);
    const errors: unknown[] = [];
    meanwhile.on('error', (error) => errors.push(error));
    await until('the refusal', () => meanwhile.destroyed, WITHIN_MS);
    proxy.restore();
    const after = await dial();
    after.socket.write('two');
    await until('the answer', () => after.answers.length > 0, WITHIN_MS);
    expect([errors.length, after.answers]).toEqual([1, ['two']]);
  });

  it('lets nothing through a blackhole and everything after it', async () => {
    const old = await dial();
    old.socket.write('one');
    await until('the answer', () => old.answers.length > 0, WITHIN_MS);
    proxy.blackhole();
    const fresh = await dial();
    old.socket.write('two');
    fresh.socket.write('three');
    await expect(until('nothing', () => heard.length > 1, 200)).rejects.toThrow('not within');
    expect(old.errors.concat(fresh.errors)).toEqual([]);
    proxy.restore();
    await until('both', () => old.answers.join('') === 'onetwo' && fresh.answers.join('') === 'three', WITHIN_MS);
  });

  it('carries requests and swallows answers, and resets those that lost some when restored', async () => {
    const { socket, answers, errors } = await dial();
    proxy.swallowAnswers();
    socket.write('one');
    await until('the swallowed answer', () => proxy.swallowedBytes === 3, WITHIN_MS);
    expect([heard, answers]).toEqual([['one'], []]);
    proxy.restore();
    await until('the reset', () => errors.length > 0, WITHIN_MS);
  });
});
