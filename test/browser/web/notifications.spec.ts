import type { Browser, CDPSession, Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Server } from '../../support/app.js';
import { expectAccessible } from '../../support/axe.js';
import { launchBrowser } from '../../support/browser.js';
import { until } from '../../support/cluster/until.js';
import { Person } from '../../support/factories.js';
import { Visitor } from '../../support/web-page.js';

const WITHIN_MS = 20_000;

let server: Server;
let browser: Browser;
let ana: Person;
let bruno: Person;
let channelId: string;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  [ana, bruno] = [await Person.register(server), await Person.register(server)];
  channelId = (await ana.createChannel({ name: 'the-office' }, [bruno])).id;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it('the inbox is live, says why, and counts in the title', async () => {
  const visitor = await Visitor.signIn(browser, server.url, ana, { path: '/notifications' });
  const { page } = visitor;
  await page.getByText('New sign-in to your account').waitFor();
  await expectAccessible(page);
  await visitor.press('Mark all as read');
  await until('read', async () => (await page.title()) === 'Notifications · Tertulia', WITHIN_MS);
  await bruno.post(channelId, `@${ana.username} are you there?`);
  const line = page.getByRole('listitem').filter({ hasText: 'are you there?' });
  await line.waitFor();
  await until('the title', async () => (await page.title()) === '(1) Notifications · Tertulia', WITHIN_MS);
  await until('the dot', async () => page.locator('link[rel=icon][type="image/png"]').count().then(Boolean), WITHIN_MS);
  await line.getByRole('button', { name: 'Why did I get this?' }).click();
  await line.getByText('The message names you.').waitFor();
  await line.getByText('You had Tertulia open.').waitFor();
  await line.getByText('None of your browsers takes push notifications.').waitFor();
  await expectAccessible(page);
  await line.getByRole('link').click();
  await page.waitForURL((at) => at.pathname.startsWith(`/c/${channelId}/`));
  await until('read', async () => !(await page.title()).startsWith('('), WITHIN_MS);
  await visitor.goTo('/notifications');
  await page.getByText('Unread', { exact: true }).click();
  await page.getByText('You have read everything.').waitFor();
  await bruno.post(channelId, `@${ana.username} still here?`);
  await page.getByRole('listitem').filter({ hasText: 'still here?' }).waitFor();
  await visitor.press('Mark all as read');
  await page.getByText('You have read everything.').waitFor();
  await page.getByText('All', { exact: true }).click();
  await page.getByRole('button', { name: 'Archive' }).first().click();
  await page.getByText('Archived', { exact: true }).click();
  await page.getByRole('listitem').filter({ hasText: 'still here?' }).waitFor();
  expect(visitor.window.complaints).toEqual([]);
  await visitor.close();
});

it('is installable, opens without a network, and a pushed notification leads into it', async () => {
  const visitor = await Visitor.signIn(browser, server.url, ana, { path: `/c/${channelId}` });
  const { page, window } = visitor;
  await bruno.post(channelId, 'before the tunnel');
  await page.getByText('before the tunnel').waitFor();
  const cdp = await window.context.newCDPSession(page);
  const { errors } = await cdp.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  await page.evaluate('navigator.serviceWorker.ready');
  await until('the page is kept', async () => (await assetsKept(visitor)) > 3, WITHIN_MS);

  await window.context.grantPermissions(['notifications'], { origin: server.url });
  const [worker] = window.context.serviceWorkers();
  if (!worker) throw new Error('no service worker');
  await push(cdp, { title: 'Bruno', body: 'are you there?', url: '/notifications', tag: 'a' });
  const shown = 'self.registration.getNotifications().then((all) => all.map(({ title, body }) => [title, body]))';
  await until('shown', async () => (await worker.evaluate<unknown[]>(shown)).length === 1, WITHIN_MS);
  expect(await worker.evaluate(shown)).toEqual([['Bruno', 'are you there?']]);
  await clickNotification(worker);
  await page.waitForURL((at) => at.pathname === '/notifications');
  expect(window.complaints).toEqual([]);

  await visitor.goTo(`/c/${channelId}`);
  await page.getByText('before the tunnel').waitFor();
  await window.context.setOffline(true);
  await page.reload();
  await page.getByText('before the tunnel').waitFor();
  await window.context.setOffline(false);
  await visitor.close();
});

it('this browser may be told by push, and is asked for it by a press alone', async () => {
  const visitor = await Visitor.signIn(browser, server.url, bruno, { path: '/settings/devices' });
  await visitor.page.getByRole('button', { name: 'Get notifications in this browser' }).waitFor();
  await visitor.page.getByText('None yet.').waitFor();
  await expectAccessible(visitor.page);
  expect(visitor.window.complaints).toEqual([]);
  await visitor.close();
});

const assetsKept = (visitor: Visitor) =>
  visitor.page.evaluate<number>(
    `caches.open('assets').then((cache) => cache.keys()).then((keys) => keys.filter(({ url }) => url.endsWith('.js')).length)`,
  );

/** What a push service would bring. */
async function push(cdp: CDPSession, message: object): Promise<void> {
  const registration = Promise.withResolvers<string>();
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const [first] = registrations;
    if (first) registration.resolve(first.registrationId);
  });
  await cdp.send('ServiceWorker.enable');
  const registrationId = await registration.promise;
  await cdp.send('ServiceWorker.deliverPushMessage', {
    origin: server.url,
    registrationId,
    data: JSON.stringify(message),
  });
}

/** A browser without a window shows none to click on. */
async function clickNotification(worker: Worker): Promise<void> {
  const clicked = await worker.evaluate<unknown>(
    `self.registration.getNotifications().then(([notification]) => {
       self.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
       return true;
     })`,
  );
  z.literal(true).parse(clicked);
}
