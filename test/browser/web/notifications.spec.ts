import type { CDPSession, Worker } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { expectAccessible } from '../../support/axe.js';
import { until } from '../../support/cluster/until.js';
import { Person } from '../../support/factories.js';
import { LOST_CONNECTION, useWeb, type Visitor } from '../../support/web-page.js';

const WITHIN_MS = 30_000;

const web = useWeb({ instances: 2, worker: true });
let ana: Person;
let bruno: Person;
let channelId: string;

beforeAll(async () => {
  [ana, bruno] = [await Person.register(web.server), await Person.register(web.server)];
  channelId = (await ana.createChannel({ name: 'the-office' }, [bruno])).id;
});

it('the inbox is live, says why, and counts in the title', async () => {
  const visitor = await web.visit(ana, '/notifications');
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
});

it('is installable, opens without a network, and a pushed notification leads into it', async () => {
  const visitor = await web.visit(ana, `/c/${channelId}`, { tolerates: LOST_CONNECTION });
  const { page, window } = visitor;
  await bruno.post(channelId, 'before the tunnel');
  await page.getByText('before the tunnel').waitFor();
  const cdp = await window.context.newCDPSession(page);
  const { errors } = await cdp.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  await page.evaluate('navigator.serviceWorker.ready');
  await until('the page is kept', async () => (await assetsKept(visitor)) > 3, WITHIN_MS);

  await window.context.grantPermissions(['notifications'], { origin: web.server.url });
  const worker = window.context.serviceWorkers()[0] ?? (await window.context.waitForEvent('serviceworker'));
  const push = await pushTo(cdp);
  const shown = 'self.registration.getNotifications().then((all) => all.map(({ title, body }) => [title, body]))';
  // A worker that is not quite there yet hears nothing; of several with one tag the last is shown.
  const pushed = async () => {
    await push({ title: 'Bruno', body: 'are you there?', url: '/notifications', tag: 'a' });
    return worker.evaluate(shown);
  };
  await expect.poll(pushed, { interval: 1_000 }).toEqual([['Bruno', 'are you there?']]);
  await clickNotification(worker);
  await page.waitForURL((at) => at.pathname === '/notifications');

  await visitor.goTo(`/c/${channelId}`);
  await page.getByText('before the tunnel').waitFor();
  await window.context.setOffline(true);
  await page.reload();
  await page.getByText('before the tunnel').waitFor();
  await window.context.setOffline(false);
});

it('this browser may be told by push, and is asked for it by a press alone', async () => {
  const visitor = await web.visit(bruno, '/settings/devices');
  await visitor.page.getByRole('button', { name: 'Get notifications in this browser' }).waitFor();
  await visitor.page.getByText('None yet.').waitFor();
  await expectAccessible(visitor.page);
});

const assetsKept = (visitor: Visitor) =>
  visitor.page.evaluate<number>(
    `caches.open('assets').then((cache) => cache.keys()).then((keys) => keys.filter(({ url }) => url.endsWith('.js')).length)`,
  );

/** Brings what a push service would. */
async function pushTo(cdp: CDPSession): Promise<(message: object) => Promise<void>> {
  const registration = Promise.withResolvers<string>();
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const [first] = registrations;
    if (first) registration.resolve(first.registrationId);
  });
  await cdp.send('ServiceWorker.enable');
  const registrationId = await registration.promise;
  return async (message) => {
    const data = JSON.stringify(message);
    await cdp.send('ServiceWorker.deliverPushMessage', { origin: web.server.url, registrationId, data });
  };
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
