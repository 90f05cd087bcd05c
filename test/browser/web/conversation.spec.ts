import type { Locator } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { MyChannel } from '../../../src/contract/channels.js';
import { MessagePage } from '../../../src/contract/messages.js';
import { expectAccessible } from '../../support/axe.js';
import { Person } from '../../support/factories.js';
import { focused, LOST_CONNECTION, useWeb } from '../../support/web-page.js';

/** What a browser says of code that it could not load for want of a connection. */
const NOT_LOADED = new RegExp(`${LOST_CONNECTION.source}|dynamically imported module|preload CSS`);

const web = useWeb({ instances: 2 });
let ana: Person;
let bo: Person;

beforeAll(async () => {
  ana = await Person.register(web.server, { username: 'ana', displayName: 'Ana Ruiz' });
  bo = await Person.register(web.server, { username: 'bo', displayName: 'Bo Larsen' });
});

it('two people on two instances talk, edit, react and delete', async () => {
  const { id } = await ana.createChannel({ name: 'office', topic: 'What goes on', systemMessages: true }, [bo]);
  const [left, right] = await Promise.all([web.visit(ana, `/c/${id}`), web.visit(bo, `/c/${id}`, { instance: 1 })]);
  await left.say('Hello, **Bo**');
  await right.message('Hello, Bo').locator('strong').waitFor();
  await right.say('Hello, Ana');
  await left.message('Hello, Ana').waitFor();

  await (await right.point('Hello, Bo')).getByRole('button', { name: 'React with 👍' }).click();
  await left.message('Hello, Bo').getByRole('button', { name: '👍, 1 person' }).click();
  await right.message('Hello, Bo').getByRole('button', { name: '👍, 2 people', pressed: true }).waitFor();

  await left.composer.press('ArrowUp');
  const edited = left.page.getByRole('textbox', { name: 'Edit the message' });
  await edited.fill('Good morning, Bo');
  await left.page.getByRole('link', { name: 'Threads' }).click();
  await edited.waitFor({ state: 'detached' });
  await left.page.goBack();
  await expect.poll(() => edited.inputValue()).toBe('Good morning, Bo');
  await edited.press('Enter');
  await focused(left.composer);
  await left.act('Good morning, Bo', 'Edit');
  await edited.press('Escape');
  await focused(left.composer);
  await right.message('Good morning, Bo').getByRole('button', { name: '(edited)' }).click();
  await right.page.getByRole('dialog').getByText('Hello, Bo').waitFor();
  await right.page.keyboard.press('Escape');

  await left.say('@bo, do you know me?');
  const card = right.page.getByRole('dialog');
  const author = right.message('Good morning, Bo').getByRole('button', { name: 'Ana Ruiz' });
  await author.click();
  await card.getByText('@ana').waitFor();
  await right.page.keyboard.press('Escape');
  await card.waitFor({ state: 'detached' });
  await right.page.locator('button:focus', { hasText: 'Ana Ruiz' }).waitFor();
  const mention = right.message('do you know me?').getByRole('button', { name: '@bo' });
  await mention.press('Enter');
  await card.getByText('@bo', { exact: true }).waitFor();
  await right.page.keyboard.press('Escape');
  await card.waitFor({ state: 'detached' });
  await right.page.locator('.mention:focus').waitFor();

  await expectAccessible(left.page);
  await right.act('Hello, Ana', 'Delete');
  await right.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await left.message('This message was deleted.').waitFor();
  const carla = await Person.register(web.server);
  await carla.call('POST', `/channels/${id}/join`);
  for (const { page } of [left, right]) await page.getByRole('button', { name: '3 members' }).waitFor();
});

it('the list opens at what is new, leads to the newest, and marks as read what was seen', async () => {
  const { id } = await ana.createChannel({ name: 'busy' }, [bo]);
  for (let i = 1; i <= 150; i++) await ana.post(id, `number ${i}.`);
  await bo.call('PUT', `/channels/${id}/read`, { seq: 40 });
  const visitor = await web.visit(bo, `/c/${id}`);
  await visitor.message('number 41.').getByText('New', { exact: true }).waitFor();
  expect((await bo.channel(id)).unread).toBe(110);
  await visitor.page.getByRole('button', { name: 'To the newest messages: 110 new messages' }).click();
  await visitor.message('number 150.').waitFor();
  await expect.poll(async () => (await bo.channel(id)).unread).toBe(0);
  await ana.post(id, 'number 151.');
  await visitor.message('number 151.').waitFor();
  await expect.poll(async () => (await bo.channel(id)).unread).toBe(0);

  await visitor.act('number 151.', 'Mark unread from here');
  await visitor.message('number 151.').getByText('New', { exact: true }).waitFor();
  await expect.poll(async () => (await bo.channel(id)).unread).toBe(1);
});

it('whoever writes to somebody sees that it was read, and what they saved on another device, also after a reload', async () => {
  const { body } = await ana.call('POST', '/channels/direct', { userIds: [bo.id] });
  const { id } = MyChannel.parse(body);
  const writer = await web.visit(ana, `/c/${id}`);
  await writer.say('Have you seen this?');
  await writer.message('Have you seen this?').locator('[data-seq]').waitFor();
  await bo.call('PUT', `/channels/${id}/read`, { seq: 1 });
  await writer.page.getByText('Seen', { exact: true }).waitFor();
  await writer.act('Have you seen this?', 'Save for later');
  const saved = writer.message('Have you seen this?').getByText('Saved', { exact: true });
  await saved.waitFor();
  await writer.page.reload();
  await writer.message('Have you seen this?').waitFor();
  await writer.page.getByText('Seen', { exact: true }).waitFor();
  await saved.waitFor();
  await writer.act('Have you seen this?', 'Remove from saved');
  await saved.waitFor({ state: 'detached' });
  await focused(writer.composer);
  const { items } = await ana.get(MessagePage, `/channels/${id}/messages`);
  await ana.call('PUT', `/messages/${items[0]?.id}/saved`);
  await saved.waitFor();
});

it('a permalink leads to its message, and one goes on from there with the keyboard', async () => {
  const { id } = await ana.createChannel({ name: 'archive' }, [bo]);
  const link = `${web.server.urlOf(0)}/c/${id}/30`;
  for (let i = 1; i <= 120; i++) await ana.post(id, i === 33 ? `number 33. After ${link}` : `number ${i}.`);
  const visitor = await web.visit(bo, `/c/${id}/30`);
  // Whoever clicked there only writes on, and has not chosen it.
  await visitor.message('number 30.').click();
  await focused(visitor.message('number 30.'));
  await visitor.page.keyboard.type('say');
  await focused(visitor.composer);
  expect(await visitor.composer.inputValue()).toBe('say');
  await visitor.composer.fill('');
  await visitor.message('number 30.').click();
  for (const next of ['number 31.', 'number 32.']) {
    await visitor.page.keyboard.press('ArrowDown');
    await visitor.page.locator('article:focus', { hasText: next }).waitFor();
  }
  await visitor.page.keyboard.press('r');
  await visitor.page.getByRole('dialog').getByRole('button', { name: 'React with 🎉' }).waitFor();
  await visitor.page.keyboard.type('party pop');
  await visitor.page.locator('input:focus').and(visitor.page.getByRole('combobox')).waitFor();
  await visitor.page.keyboard.type('per');
  await visitor.page.keyboard.press('Enter');
  await visitor.message('number 32.').getByRole('button', { name: '🎉, 1 person' }).waitFor();
  await focused(visitor.message('number 32.'));
  await visitor.page.keyboard.press('s');
  await visitor.message('number 32.').getByText('Saved', { exact: true }).waitFor();
  await focused(visitor.message('number 32.'));

  await visitor.page.locator('[data-highlighted]').waitFor({ state: 'detached' });
  // It fades before a busy machine looks, and would not be waited for on another page.
  const highlighted = visitor.page.evaluate(`new Promise((resolve) => {
    const look = () => document.querySelector('[data-highlighted]')?.textContent.includes('number 30.') && resolve();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  })`);
  await visitor.message('number 33.').getByRole('link').click();
  await highlighted;
  expect(visitor.window.context.pages()).toHaveLength(1);

  await visitor.message('number 30.').focus();
  await visitor.page.keyboard.press('End');
  await visitor.page.locator('article:focus', { hasText: 'number 120.' }).waitFor();
});

it('the menu of a message is there without a connection, and a page that is not comes by itself with the next one', async () => {
  const { id } = await ana.createChannel({ name: 'patchy' }, [bo]);
  await ana.post(id, 'far from the mast');
  const visitor = await web.visit(bo, `/c/${id}`, { tolerates: NOT_LOADED });
  const { page, window } = visitor;
  const loaded = "performance.getEntriesByType('resource').some(({ name }) => name.includes('report-dialog'))";
  await expect.poll(() => page.evaluate(loaded)).toBe(true);
  await window.context.setOffline(true);
  await (await visitor.point('far from the mast')).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Copy text' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('heading', { name: 'This cannot be shown now' }).waitFor();
  await window.context.setOffline(false);
  await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
});

it('what one does with a message stands beside its text, and in sight for the topmost one on a phone too', async () => {
  const { id } = await ana.createChannel({ name: 'tools' }, [bo]);
  for (let i = 1; i <= 40; i++) await ana.post(id, `number ${i}.`);
  const visitor = await web.visit(bo, `/c/${id}/40`);
  const { page } = visitor;
  const [feed, toolbar] = [page.getByRole('feed'), page.getByRole('toolbar', { name: 'What to do with the message' })];
  // What is not there has no place: it is pointed to again before it is waited for.
  const place = (what: Locator) => what.boundingBox({ timeout: 1_000 }).catch(() => null);
  const top = async (what: Locator): Promise<number> => (await place(what))?.y ?? NaN;
  const bottom = async (): Promise<number> => (await top(toolbar)) + ((await place(toolbar))?.height ?? NaN);
  const last = visitor.message('number 39.');
  const beside = async (): Promise<number> => {
    await last.hover();
    return (await bottom()) - (await top(last));
  };
  await expect.poll(beside).toBeLessThan(8);
  for (const size of [
    { width: 1280, height: 600 },
    { width: 360, height: 600 },
  ]) {
    await page.setViewportSize(size);
    await feed.hover();
    const pointed = async (): Promise<boolean> => {
      const { x, y } = (await feed.boundingBox()) ?? { x: 0, y: 0 };
      await page.mouse.move(x + 90, y + 4 + Math.random() * 4);
      return (await top(toolbar)) >= y;
    };
    await expect.poll(pointed, { timeout: 30_000 }).toBe(true);
  }
});
