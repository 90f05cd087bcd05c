import type { Locator } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { DraftPage } from '../../../src/contract/drafts.js';
import { ScheduledPage } from '../../../src/contract/scheduled.js';
import { expectAccessible } from '../../support/axe.js';
import { Person } from '../../support/factories.js';
import { LOST_CONNECTION, useWeb, type Visit, type Visitor } from '../../support/web-page.js';

const web = useWeb({ instances: 2 });
let ana: Person;
let bruno: Person;
let channelId: string;

beforeAll(async () => {
  [ana, bruno] = [await Person.register(web.server), await Person.register(web.server)];
  channelId = (await ana.createChannel({ name: 'the-office' }, [bruno])).id;
});

const visit = (options: Visit = {}): Promise<Visitor> => web.visit(ana, `/c/${channelId}`, options);
const boxOf = ({ page }: Visitor): Locator => page.getByLabel('Message to the-office');
const bodies = async (): Promise<string[]> => (await bruno.history(channelId)).items.map(({ body }) => body);

/** What comes to be so within a while. */
async function soon<T>(look: () => Promise<T>, expected: T): Promise<void> {
  await expect.poll(look, { timeout: 30_000 }).toEqual(expected);
}

it('people and emojis are completed by the keyboard, and a preview shows what will be sent', async () => {
  const visitor = await visit();
  const { page } = visitor;
  const box = boxOf(visitor);
  await box.pressSequentially(`Hello @${bruno.username.slice(0, -1)}`);
  const option = page.getByRole('option', { name: `@${bruno.username}` });
  await option.waitFor();
  expect(await box.getAttribute('aria-expanded')).toBe('true');
  expect(await box.getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
  await expectAccessible(page);
  await box.press('Enter');
  await box.pressSequentially(':thumbsup');
  await page.getByRole('option', { name: ':+1:' }).waitFor();
  await box.press('Tab');
  await box.pressSequentially('so');
  await box.press('Shift+ArrowLeft');
  await box.press('Shift+ArrowLeft');
  await box.press('Control+b');
  const body = `Hello @${bruno.username} 👍 **so**`;
  expect(await box.inputValue()).toBe(body);
  await page.getByRole('button', { name: 'Preview' }).click();
  const preview = page.getByRole('region', { name: 'Preview' });
  await preview.locator('strong', { hasText: 'so' }).waitFor();
  expect(await preview.locator('.mention').textContent()).toBe(`@${bruno.username}`);
  await box.press('Enter');
  await soon(async () => (await bodies()).includes(body), true);
  await expect.poll(() => box.inputValue()).toBe('');
  await page.getByRole('button', { name: 'Choose an emoji' }).click();
  await page.getByRole('combobox', { name: 'Search for an emoji' }).pressSequentially('top hat');
  await page.getByRole('gridcell').getByLabel('top hat').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await soon(() => box.inputValue(), '🎩');
  await box.fill('');
});

it('channels are referred to by links that go by what they are called now', async () => {
  const lab = await ana.createChannel({ name: 'R&D [lab] *one*', kind: 'private' });
  const notes = await bruno.createChannel({ name: 'lab-notes', topic: 'what was found' });
  const visitor = await visit();
  const { page } = visitor;
  const box = boxOf(visitor);
  const options = page.getByRole('option');
  await box.pressSequentially('Ask in #lab');
  await options.filter({ hasText: 'what was found' }).waitFor();
  expect(await options.allInnerTexts()).toEqual(['R&D [lab] *one*', expect.stringContaining('lab-notes')]);
  await expectAccessible(page);
  await box.press('Enter');
  await box.pressSequentially('or #lab-n');
  await options.filter({ hasText: 'lab-notes' }).click();
  await box.pressSequentially('today');
  await box.press('Enter');
  const said = visitor.message('Ask in');
  const named = said.getByRole('link');
  await expect.poll(() => named.allInnerTexts(), { timeout: 30_000 }).toEqual(['R&D [lab] *one*', '#lab-notes']);
  // Who has the one channel in no list reads the words that were written.
  const html = (await bruno.history(channelId)).items.at(-1)?.html;
  expect(html).toContain('>#R&amp;D [lab] *one*</a> or <a ');
  await ana.call('PATCH', `/channels/${lab.id}`, { name: 'the-lab' });
  await said.getByRole('link', { name: 'the-lab' }).waitFor();
  await visitor.act('Ask in', 'Edit');
  const edited = page.getByLabel('Edit the message');
  await edited.press('End');
  await edited.pressSequentially(', #the-of');
  await options.filter({ hasText: 'the-office' }).waitFor();
  await edited.press('Tab');
  await edited.press('Enter');
  await said.getByRole('link', { name: '#the-office' }).waitFor();
  await said.getByRole('link', { name: '#lab-notes' }).click();
  await page.waitForURL(`**/c/${notes.id}`);
});

it('a draft is there on another device, and what was written offline is sent, and kept, once back', async () => {
  const visitor = await visit({ tolerates: LOST_CONNECTION });
  await boxOf(visitor).pressSequentially('begun here');
  const device = await visit();
  await soon(() => boxOf(device).inputValue(), 'begun here');
  await boxOf(device).fill('and gone on with there');
  await soon(() => boxOf(visitor).inputValue(), 'and gone on with there');
  await device.close();

  const { context, page } = visitor.window;
  await context.setOffline(true);
  await page.getByText('it will be sent when you are back').waitFor();
  await boxOf(visitor).press('Enter');
  await boxOf(visitor).pressSequentially('the next thought');
  expect(await bodies()).not.toContain('and gone on with there');
  await context.setOffline(false);
  await soon(async () => (await bodies()).at(-1), 'and gone on with there');
  await soon(async () => (await ana.get(DraftPage, '/drafts')).items[0]?.body, 'the next thought');
  await boxOf(visitor).fill('');
});

it('a poll is asked, and a message is scheduled, looked up and called off', async () => {
  const visitor = await visit({ viewport: { width: 360, height: 700 } });
  const { page } = visitor;
  await page.getByRole('button', { name: 'More to send' }).click();
  await page.getByRole('menuitem', { name: 'Create a poll' }).click();
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.getByText('Ask something.').waitFor();
  await page.getByLabel('Question').fill('Lunch?');
  await page.getByLabel('Option 1').first().fill('Soup');
  await page.getByLabel('Option 2').first().fill('Salad');
  await page.getByLabel('People may choose several').check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Ask' }).click();
  await soon(async () => (await bodies()).at(-1), 'Lunch?');
  const poll = (await bruno.history(channelId)).items.at(-1)?.poll;
  expect(poll).toMatchObject({ multiple: true, options: [{ text: 'Soup' }, { text: 'Salad' }] });

  await boxOf(visitor).fill('good morning');
  await page.getByRole('button', { name: 'More to send' }).click();
  await page.getByRole('menuitem', { name: 'Send later' }).click();
  await page.getByRole('button', { name: 'Tomorrow morning' }).click();
  await soon(async () => (await ana.get(ScheduledPage, '/scheduled')).items[0]?.body, 'good morning');
  await soon(() => boxOf(visitor).inputValue(), '');
  await visitor.goTo(`/later/scheduled`);
  await page.getByRole('listitem').filter({ hasText: 'good morning' }).getByText('Tomorrow, ').waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No message waits for its time.').waitFor();
});
