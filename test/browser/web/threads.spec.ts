import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../../support/app.js';
import { launchBrowser } from '../../support/browser.js';
import { Person } from '../../support/factories.js';
import { Visitor } from '../../support/web-page.js';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it('people on two instances talk in a thread, vote and find what is pinned', async () => {
  const [ana, bruno] = [await Person.register(server), await Person.register(server)];
  const { id } = await ana.createChannel({ name: 'lunch' }, [bruno]);
  const { message } = await ana.post(id, 'Where do we eat?');
  const anas = await Visitor.signIn(browser, server.urlOf(0), ana, { path: `/c/${id}` });
  const brunos = await Visitor.signIn(browser, server.urlOf(1), bruno, { path: `/c/${id}` });

  await anas.page.goto(`${server.urlOf(0)}/c/${id}?panel=thread:${message.id}`);
  const anaThread = anas.page.getByRole('complementary');
  await anaThread.getByRole('textbox').fill('At the market');
  await anaThread.getByRole('textbox').press('Enter');
  await anaThread.getByRole('feed').getByText('At the market').waitFor();

  await brunos.page.getByRole('button', { name: /1 reply/ }).click();
  const brunoThread = brunos.page.getByRole('complementary');
  await brunoThread.getByText('At the market').waitFor();
  await brunoThread.getByRole('textbox').fill('Good idea');
  await brunoThread.getByRole('textbox').press('Enter');
  await anaThread.getByText('Good idea').waitFor();
  await anas.page.getByRole('button', { name: /2 replies/ }).waitFor();

  const poll = { clientId: crypto.randomUUID(), body: 'What?', poll: { options: ['Tacos', 'Salad'] } };
  await ana.call('POST', `/channels/${id}/messages`, poll);
  const vote = (visitor: Visitor, option: string) => visitor.page.getByRole('radio', { name: new RegExp(option) });
  await vote(brunos, 'Tacos').check();
  await anas.page.getByText('1 person voted').waitFor();
  await vote(anas, 'Salad').check();
  await brunos.page.getByText('2 people voted').waitFor();
  await vote(brunos, 'Salad').check();
  await anas.page.getByLabel('2 votes').waitFor();

  await ana.call('PUT', `/messages/${message.id}/pin`);
  await brunos.page.goto(`${server.urlOf(1)}/c/${id}?panel=pins`);
  await brunos.page.getByRole('complementary').getByText('Where do we eat?').waitFor();
  await ana.call('DELETE', `/messages/${message.id}/pin`);
  await brunos.page.getByText('Nothing is pinned here').waitFor();

  await brunos.page.goto(`${server.urlOf(1)}/threads`);
  await brunos.page.getByText('Where do we eat?').waitFor();
  await brunos.page.getByRole('link', { name: 'Go to the message' }).click();
  await brunos.page.getByRole('complementary').getByText('Good idea').waitFor();

  for (const visitor of [anas, brunos]) {
    expect(visitor.window.complaints).toEqual([]);
    await visitor.close();
  }
});
