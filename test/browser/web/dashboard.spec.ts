import type { Page } from 'playwright-core';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { expectAccessible } from '../../support/axe.js';
import { Person } from '../../support/factories.js';
import { PickyProxy } from '../../support/picky-proxy.js';
import { LOST_CONNECTION, useWeb } from '../../support/web-page.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PHONE = { width: 360, height: 740 };

// The history is written to by hand, which nothing that is kept hears of.
const web = useWeb({ instances: 2, worker: true, env: { CACHE_MEMORY_MB: '0' } });
let owner: Person;
let member: Person;
let channelId: string;

beforeAll(async () => {
  owner = await Person.register(web.server);
  member = await Person.register(web.server);
  ({ id: channelId } = await owner.createChannel({ name: 'the-bustle' }, [member]));
});

const figure = (page: Page, name: string) =>
  page.locator('dl > div').filter({ has: page.getByRole('term').getByText(name, { exact: true }) });
const online = (page: Page, people: number) =>
  figure(page, 'People online').getByText(String(people), { exact: true }).waitFor();
const region = (page: Page, name: string) => page.getByRole('region', { name });
const row = (page: Page, table: string, text: string) => region(page, table).getByRole('row').filter({ hasText: text });
const cell = (page: Page, table: string, text: string) =>
  region(page, table).getByRole('cell', { name: text, exact: true }).first();

async function talk(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const body = { clientId: crypto.randomUUID(), body: `message ${i}` };
    await member.call('POST', `/channels/${channelId}/messages`, body, { instance: 1 });
  }
}

it('moves while somebody talks on another instance, and says what was done', async () => {
  const { page } = await web.visit(owner, '/dashboard');
  const socket = await member.connect({ instance: 1 });
  await online(page, 2);
  await talk(12);
  await figure(page, 'Messages a second').getByText('12 in the last minute').waitFor();
  await row(page, 'Busiest channels', 'the-bustle').getByRole('cell', { name: '12', exact: true }).waitFor();
  await expect.poll(() => region(page, 'Instances').getByRole('row').count()).toBe(4);
  await page.getByRole('figure', { name: /Messages a second\. Sent: \d/ }).waitFor();
  await page.getByRole('button', { name: 'Show as table: Connections' }).click();
  await row(page, 'Connections', ':').first().waitFor();
  await expectAccessible(page);

  socket.close();
  await online(page, 1);
});

it('says so while nothing comes, and goes on by itself', async () => {
  const proxy = await PickyProxy.before(web.server.url);
  onTestFinished(() => proxy.close());
  const { page } = await web.visit(owner, '/dashboard', { url: proxy.url, tolerates: LOST_CONNECTION });
  const state = page.getByRole('main').getByRole('status');
  await state.getByText('Live').waitFor();
  proxy.open = false;
  proxy.cut();
  await state.getByText('Reconnecting …').waitFor();
  proxy.open = true;
  await state.getByText('Live').waitFor();
  await online(page, 1);
  const socket = await member.connect({ instance: 1 });
  await online(page, 2);
  socket.close();
  await online(page, 1);
});

it('tells what was recorded of the last day and month', async () => {
  const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 10 * MINUTE_MS;
  const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 50 * HOUR_MS;
  for (const [span, at, accepted] of [
    ['minute', minute, 41],
    ['minute', minute + MINUTE_MS, 43],
    ['hour', hour, 977],
  ]) {
    await web.server.db.query('INSERT INTO activity_history (span, at, peaks, counts) VALUES ($1, $2, $3, $4)', [
      span,
      new Date(Number(at)),
      { people: 3 },
      { accepted, 'deliver/server/0.01..0.05': accepted },
    ]);
  }
  const { page } = await web.visit(owner, '/dashboard/history');
  await page.getByRole('button', { name: 'Show as table: Messages' }).click();
  await cell(page, 'Messages', '41').waitFor();
  await cell(page, 'Messages', '43').waitFor();
  await page.getByText('30 days').click();
  await cell(page, 'Messages', '977').waitFor();
  await expectAccessible(page);
});

it('brings the log as it is written, and filters it', async () => {
  const { page } = await web.visit(owner, '/dashboard/log');
  await page.getByText('Live', { exact: true }).waitFor();
  const { status } = await owner.call('PATCH', '/jobs/schedules/statistics', { enabled: true }, { instance: 1 });
  expect(status).toBe(200);
  const log = page.getByRole('log');
  await log.getByRole('listitem').filter({ hasText: 'schedule.update' }).waitFor();
  await page.getByLabel('Filter by action, target or detail').fill('instance.started');
  await log.getByText('schedule.update').waitFor({ state: 'detached' });
  await expect.poll(() => log.getByRole('listitem').count()).toBe(3);
  await expectAccessible(page);
});

it('shows members what is in their own channels, also on a phone and in Spanish, and nothing of the server', async () => {
  const options = { locale: 'es-ES', viewport: PHONE, colorScheme: 'dark' } as const;
  const visitor = await web.visit(member, '/dashboard', options);
  const { page } = visitor;
  await owner.post(channelId, 'for you');
  await figure(page, 'Mensajes').getByText(/^\d+$/).waitFor();
  await row(page, 'Canales con más movimiento', 'the-bustle').waitFor();
  await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
  await expectAccessible(page);
  for (const section of ['history', 'log', 'nonsense']) {
    await visitor.goTo(`/dashboard/${section}`);
    await page.getByText('Aquí no hay nada').waitFor();
  }
});
