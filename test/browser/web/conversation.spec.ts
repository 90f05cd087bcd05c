import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../../support/app.js';
import { expectAccessible } from '../../support/axe.js';
import { launchBrowser } from '../../support/browser.js';
import { Person } from '../../support/factories.js';
import { Visitor } from '../../support/web-page.js';

let server: Server;
let browser: Browser;
let ana: Person;
let bo: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  browser = await launchBrowser();
  ana = await Person.register(server, { username: 'ana', displayName: 'Ana Ruiz' });
  bo = await Person.register(server, { username: 'bo', displayName: 'Bo Larsen' });
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it('two people on two instances talk, edit, react and delete', async () => {
  const { id } = await ana.createChannel({ name: 'office', topic: 'What goes on' }, [bo]);
  const [left, right] = await Promise.all([
    Visitor.signIn(browser, server.urlOf(0), ana, { path: `/c/${id}` }),
    Visitor.signIn(browser, server.urlOf(1), bo, { path: `/c/${id}` }),
  ]);
  await left.say('Hello, **Bo**');
  await right.message('Hello, Bo').locator('strong').waitFor();
  await right.say('Hello, Ana');
  await left.message('Hello, Ana').waitFor();

  await right.message('Hello, Bo').hover();
  await right.message('Hello, Bo').getByRole('button', { name: 'React with 👍' }).click();
  await left.message('Hello, Bo').getByRole('button', { name: '👍, 1 person' }).click();
  await right.message('Hello, Bo').getByRole('button', { name: '👍, 2 people', pressed: true }).waitFor();

  await left.composer.press('ArrowUp');
  await left.page.getByRole('textbox', { name: 'Edit the message' }).fill('Good morning, Bo');
  await left.page.keyboard.press('Enter');
  await right.message('Good morning, Bo').getByRole('button', { name: '(edited)' }).click();
  await right.page.getByRole('dialog').getByText('Hello, Bo').waitFor();
  await right.page.keyboard.press('Escape');

  await expectAccessible(left.page);
  await right.act('Hello, Ana', 'Delete');
  await right.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await left.message('This message was deleted.').waitFor();
  expect([left.window.complaints, right.window.complaints]).toEqual([[], []]);
  await Promise.all([left.close(), right.close()]);
});

it('the list opens at what is new, leads to the newest, and marks as read what was seen', async () => {
  const { id } = await ana.createChannel({ name: 'busy' }, [bo]);
  for (let i = 1; i <= 150; i++) await ana.post(id, `number ${i}.`);
  await bo.call('PUT', `/channels/${id}/read`, { seq: 40 });
  const visitor = await Visitor.signIn(browser, server.url, bo, { path: `/c/${id}` });
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
  expect((await bo.channel(id)).unread).toBe(1);
  expect(visitor.window.complaints).toEqual([]);
  await visitor.close();
});

it('a permalink leads to its message, and one goes on from there with the keyboard', async () => {
  const { id } = await ana.createChannel({ name: 'archive' }, [bo]);
  for (let i = 1; i <= 120; i++) await ana.post(id, `number ${i}.`);
  const visitor = await Visitor.signIn(browser, server.url, bo, { path: `/c/${id}/30` });
  await visitor.message('number 30.').locator('[data-highlighted]').waitFor();
  await visitor.message('number 30.').click();
  await visitor.message('number 30.').focus();
  await visitor.page.keyboard.press('ArrowDown');
  await visitor.page.keyboard.press('ArrowDown');
  expect(await visitor.page.evaluate<string>('document.activeElement.textContent')).toContain('number 32.');
  await visitor.page.keyboard.press('r');
  await visitor.page.getByRole('dialog').getByRole('button', { name: 'React with 🎉' }).click();
  await visitor.message('number 32.').getByRole('button', { name: '🎉, 1 person' }).waitFor();
  await visitor.page.keyboard.press('End');
  await visitor.message('number 120.').waitFor({ state: 'attached' });
  expect(visitor.window.complaints).toEqual([]);
  await visitor.close();
});
