import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Server } from '../../support/app.js';
import { expectAccessible } from '../../support/axe.js';
import { launchBrowser } from '../../support/browser.js';
import { Person } from '../../support/factories.js';
import { PickyProxy } from '../../support/picky-proxy.js';
import { type VisitOptions, Visitor } from '../../support/web-page.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PHONE = { width: 360, height: 740 };

let server: Server;
let browser: Browser;
let owner: Person;
let member: Person;
let channelId: string;
const visitors: Visitor[] = [];

beforeAll(async () => {
  // The history is written to by hand, which nothing that is kept hears of.
  server = await Server.start({ instances: 2, worker: true, env: { CACHE_MEMORY_MB: '0' } });
  owner = await Person.register(server);
  member = await Person.register(server);
  ({ id: channelId } = await owner.createChannel({ name: 'the-bustle' }, [member]));
  browser = await launchBrowser();
});
afterEach(async () => {
  await Promise.all(visitors.splice(0).map((visitor) => visitor.close()));
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function visit(person: Person, path: string, options: VisitOptions = {}): Promise<Page> {
  const visitor = await Visitor.signIn(browser, server.url, person, { path, ...options });
  visitors.push(visitor);
  return visitor.page;
}

const complaints = () => visitors.flatMap(({ window }) => window.complaints);
const figure = (page: Page, name: string) =>
  page.locator('dl > div').filter({ has: page.getByRole('term').getByText(name, { exact: true }) });
const row = (page: Page, table: string, text: string) =>
  page.getByRole('region', { name: table }).getByRole('row').filter({ hasText: text });

async function talk(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const body = { clientId: crypto.randomUUID(), body: `message ${i}` };
    await member.call('POST', `/channels/${channelId}/messages`, body, { instance: 1 });
  }
}

it('moves while somebody talks on another instance, and says what was done', async () => {
  const page = await visit(owner, '/dashboard');
  const socket = await member.connect({ instance: 1 });
  await figure(page, 'People online').getByText('2', { exact: true }).waitFor();
  await talk(12);
  await figure(page, 'Messages a second').getByText('12 in the last minute').waitFor();
  await row(page, 'Busiest channels', 'the-bustle').getByRole('cell', { name: '12', exact: true }).waitFor();
  expect(await page.getByRole('region', { name: 'Instances' }).getByRole('row').count()).toBe(4);
  await page.getByRole('figure', { name: /Messages a second\. Sent: \d/ }).waitFor();
  await page.getByRole('button', { name: 'Show as table: Connections' }).click();
  await row(page, 'Connections', ':').first().waitFor();
  await expectAccessible(page);

  socket.close();
  await figure(page, 'People online').getByText('1', { exact: true }).waitFor();
  expect(complaints()).toEqual([]);
});

it('says so while nothing comes, and goes on by itself', async () => {
  const proxy = await PickyProxy.before(server.url);
  const visitor = await Visitor.signIn(browser, proxy.url, owner, { path: '/dashboard' });
  const { page } = visitor;
  const state = page.getByRole('main').getByRole('status');
  await state.getByText('Live').waitFor();
  proxy.open = false;
  proxy.cut();
  await state.getByText('Reconnecting …').waitFor();
  await talk(3);
  proxy.open = true;
  await state.getByText('Live').waitFor();
  await figure(page, 'Messages a second')
    .getByText(/[1-9]\d* in the last minute/)
    .waitFor();
  // What the browser tells of a connection that is gone is no complaint.
  expect(visitor.window.complaints.filter((text) => !/ERR_|WebSocket/.test(text))).toEqual([]);
  await visitor.close();
  proxy.close();
});

it('tells what was recorded of the last day and month', async () => {
  const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 10 * MINUTE_MS;
  const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 50 * HOUR_MS;
  for (const [span, at, accepted] of [
    ['minute', minute, 41],
    ['minute', minute + MINUTE_MS, 43],
    ['hour', hour, 977],
  ]) {
    await server.db.query('INSERT INTO activity_history (span, at, peaks, counts) VALUES ($1, $2, $3, $4)', [
      span,
      new Date(Number(at)),
      { people: 3 },
      { accepted, 'deliver/server/0.01..0.05': accepted },
    ]);
  }
  const page = await visit(owner, '/dashboard/history');
  await page.getByRole('button', { name: 'Show as table: Messages' }).click();
  await row(page, 'Messages', '41').waitFor();
  await row(page, 'Messages', '43').waitFor();
  await page.getByText('30 days').click();
  await row(page, 'Messages', '977').waitFor();
  await expectAccessible(page);
  expect(complaints()).toEqual([]);
});

it('brings the log as it is written, and filters it', async () => {
  const page = await visit(owner, '/dashboard/log');
  await page.getByText('Live', { exact: true }).waitFor();
  const { status } = await owner.call('PATCH', '/jobs/schedules/statistics', { enabled: true }, { instance: 1 });
  expect(status).toBe(200);
  const log = page.getByRole('log');
  await log.getByRole('listitem').filter({ hasText: 'schedule.update' }).waitFor();
  await page.getByLabel('Filter by action, target or detail').fill('instance.started');
  await log.getByText('schedule.update').waitFor({ state: 'detached' });
  expect(await log.getByRole('listitem').count()).toBe(3);
  await expectAccessible(page);
  expect(complaints()).toEqual([]);
});

it('shows members what is in their own channels, also on a phone and in Spanish, and nothing of the server', async () => {
  const page = await visit(member, '/dashboard', { locale: 'es-ES', viewport: PHONE, colorScheme: 'dark' });
  await owner.post(channelId, 'for you');
  await figure(page, 'Mensajes').getByText(/^\d+$/).waitFor();
  await row(page, 'Canales con más movimiento', 'the-bustle').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
  await expectAccessible(page);
  for (const section of ['history', 'log', 'nonsense']) {
    await page.goto(`${server.url}/dashboard/${section}`);
    await page.getByText('Aquí no hay nada').waitFor();
  }
  expect(complaints()).toEqual([]);
});
