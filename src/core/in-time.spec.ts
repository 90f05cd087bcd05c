import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTime } from './in-time.js';

const MS = 20;
const server = createServer();
let [asking, answering]: [Socket?, Socket?] = [];

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  asking = connect((server.address() as AddressInfo).port, '127.0.0.1');
  [answering] = (await accepted) as [Socket];
  await once(asking, 'connect');
});
afterAll(() => {
  asking?.destroy();
  answering?.destroy();
  server.close();
});

function beBusy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it('an answer that came while the process was busy is in time', async () => {
  if (!asking) throw new Error('not connected');
  const answer = inTime(once(asking, 'data'), MS);
  answering?.write('here');
  beBusy(3 * MS);
  expect(String(await answer)).toBe('here');
});

it('what never comes is late, as the asker has it', async () => {
  const never = new Promise<never>(() => undefined);
  await expect(inTime(never, MS)).rejects.toThrow(`no answer within ${MS} ms`);
  await expect(inTime(never, MS, () => new Error('too late'))).rejects.toThrow('too late');
});

it('what fails in time fails as it did', async () => {
  await expect(inTime(Promise.reject(new Error('broken')), MS)).rejects.toThrow('broken');
});
