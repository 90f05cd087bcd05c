import { afterAll, beforeAll, expect, it } from 'vitest';
import { LogPage } from '../../src/contract/dashboard.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

const WITHIN_MS = 30_000;

let server: Server;
let ana: Person;
let proxy: BreakableProxy;

beforeAll(async () => {
  server = await Server.start();
  ana = await Person.register(server);
  const url = new URL(server.env['DATABASE_URL'] ?? '');
  proxy = await BreakableProxy.before({ host: url.hostname, port: Number(url.port) });
  url.host = `127.0.0.1:${proxy.port}`;
  await server.addInstance({ DATABASE_URL: url.href, DATABASE_TIMEOUT_MS: '3000' });
});
afterAll(async () => {
  await server.stop();
  await proxy.close();
});

const system = () => ana.get(LogPage, '/dashboard/log?source=system');
const timesOf = async (action: string) =>
  (await system()).items.flatMap((entry) => (entry.action === action ? [Date.parse(entry.at)] : []));

it('an instance that loses its PostgreSQL writes that down when it has it again, as of when it was', async () => {
  const ready = async () => (await fetch(`${server.urlOf(1)}/health/ready`)).status;
  const read = async () => (await ana.call('GET', '/channels', undefined, { instance: 1 })).status;
  const away = Date.now();
  proxy.blackhole();
  // Each of these waits for PostgreSQL in vain, longer than the instance takes to look for itself.
  for (let refused = 0; refused < 4;) refused += Number((await read()) === 503);
  const back = Date.now();
  proxy.restore();
  await until('ready again', async () => (await ready()) === 200, WITHIN_MS);
  const mended = async () => (await timesOf('postgresql.back')).some((at) => at >= back);
  await until('both noted', mended, WITHIN_MS);
  const lost = (await timesOf('postgresql.lost')).filter((at) => at >= away && at <= back);
  expect(lost).toHaveLength(1);
});
