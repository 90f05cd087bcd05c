import { beforeAll, expect, it } from 'vitest';
import { ScheduledPage } from '../../../src/contract/scheduled.js';
import { PLAIN_HOST } from '../../support/browser.js';
import { Person } from '../../support/factories.js';
import { useWeb, type Visitor } from '../../support/web-page.js';

/** Browsers keep from such pages: `crypto.randomUUID`, `navigator.clipboard`, service workers. */
const web = useWeb();
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  [ana, bruno] = [await Person.register(web.server), await Person.register(web.server)];
});

/** The header counts once there is TLS before the server. */
const HEADER_IGNORED = /Cross-Origin-Opener-Policy header has been ignored/;

const visit = async (path: string): Promise<Visitor> => {
  const { port } = new URL(web.server.urlOf(0));
  const visitor = await web.visit(ana, path, { url: `http://${PLAIN_HOST}:${port}`, tolerates: HEADER_IGNORED });
  expect(await visitor.page.evaluate('isSecureContext')).toBe(false);
  return visitor;
};

it('people talk, copy and schedule', async () => {
  const { id: channelId } = await ana.createChannel({}, [bruno]);
  const lastSaid = async () => (await bruno.history(channelId)).items.at(-1)?.body;
  const visitor = await visit(`/c/${channelId}`);
  const { page, composer } = visitor;
  await visitor.say('said over plain HTTP');
  await expect.poll(lastSaid, { timeout: 30_000 }).toBe('said over plain HTTP');
  await bruno.post(channelId, 'heard');
  await visitor.message('heard').waitFor();

  await visitor.act('heard', 'Copy text');
  await page.getByText('The text is copied.').waitFor();
  await composer.press('Control+v');
  await expect.poll(() => composer.inputValue()).toBe('heard');

  await page.getByRole('button', { name: 'More to send' }).click();
  await page.getByRole('menuitem', { name: 'Send later' }).click();
  await page.getByRole('button', { name: 'Tomorrow morning' }).click();
  const scheduled = async () => (await ana.get(ScheduledPage, '/scheduled')).items.map(({ body }) => body);
  await expect.poll(scheduled, { timeout: 30_000 }).toEqual(['heard']);
});

it('an invitation is copied', async () => {
  const { id: channelId } = await ana.createChannel();
  const { page, composer } = await visit(`/c/${channelId}?panel=info`);
  await page.getByRole('button', { name: 'Create a link' }).click();
  const link = page.getByRole('textbox', { name: 'Invite link' });
  const text = await link.inputValue();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Copied').waitFor();
  await composer.press('Control+v');
  await expect.poll(() => composer.inputValue()).toBe(text);
});
