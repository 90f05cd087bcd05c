import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../../support/app.js';
import { faultsOf } from '../../support/axe.js';
import { launchBrowser } from '../../support/browser.js';
import { Person } from '../../support/factories.js';
import { type VisitOptions, Visitor } from '../../support/web-page.js';

let server: Server;
let browser: Browser;
let owner: Person;
let paths: string[];

beforeAll(async () => {
  server = await Server.start({ worker: true });
  browser = await launchBrowser();
  owner = await Person.register(server);
  const bruno = await Person.register(server);
  const { id } = await owner.createChannel({ name: 'the-office', topic: 'For everyone' }, [bruno]);
  const { message } = await bruno.post(id, 'hello **there**, `code`, and a [link](https://example.org)');
  await owner.call('POST', `/channels/${id}/messages`, {
    clientId: crypto.randomUUID(),
    body: 'Where?',
    poll: { options: ['here', 'there'] },
  });
  await owner.call('PUT', `/messages/${message.id}/reactions/${encodeURIComponent('👍')}`);
  await owner.call('PUT', `/messages/${message.id}/pin`);
  await owner.call('PUT', `/messages/${message.id}/saved`);
  await bruno.call('POST', `/channels/${id}/messages`, {
    clientId: crypto.randomUUID(),
    body: 'a reply',
    threadId: message.id,
  });
  const panels = ['info', 'members', 'pins', 'moderation', `thread:${message.id}`];
  const sections: [page: string, names: string[]][] = [
    ['/dashboard/', ['', 'history', 'log']],
    ['/later/', ['saved', 'scheduled', 'reminders', 'drafts']],
    ['/settings/', ['profile', 'account', 'appearance', 'notifications', 'devices']],
    [
      '/manage/',
      ['users', 'invitations', 'groups', 'reports', 'announcements', 'jobs', 'schedules', 'dead-letters', 'audit'],
    ],
    [`/c/${id}?panel=`, panels],
  ];
  paths = [
    `/c/${id}`,
    '/threads',
    '/notifications',
    '/people',
    '/browse',
    ...sections.flatMap(([page, names]) => names.map((name) => page + name)),
    '/nowhere',
  ];
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const views: [name: string, options: VisitOptions][] = [
  ['on a desk, in English and light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ['on a phone, in Spanish and dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'es-ES' }],
];

describe.each(views)('every page, %s', (_, options) => {
  it(
    'is for everybody, as wide as the screen, and nothing that the browser complains of',
    { timeout: 300_000 },
    async () => {
      const visitor = await Visitor.signIn(browser, server.url, owner, options);
      const { page } = visitor;
      const faults: string[] = [];
      for (const path of paths) {
        await visitor.goTo(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.locator('.mantine-Loader-root').first().waitFor({ state: 'detached' });
        const main = await page.getByRole('main').first().boundingBox();
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        const isPhone = options.viewport?.width === 360;
        if (width !== options.viewport?.width || (isPhone && main?.x !== 0)) {
          faults.push(`${path}: ${width} wide, from ${main?.x}`);
        }
        const mains = await page.getByRole('main').count();
        if (mains !== 1) faults.push(`${path}: ${mains} main parts`);
        const titles = await page.getByRole('heading', { level: 1 }).count();
        if (titles !== 1) faults.push(`${path}: ${titles} first headings`);
        for (const fault of await faultsOf(page)) faults.push(`${path}: ${fault}`);
      }
      expect(faults).toEqual([]);
      expect(visitor.window.complaints).toEqual([]);
      await visitor.close();
    },
  );
});

it('nobody signed in: every page, in both languages', { timeout: 300_000 }, async () => {
  const faults: string[] = [];
  for (const locale of ['en-GB', 'es-ES']) {
    const visitor = await Visitor.open(browser, server.url, { locale, colorScheme: 'dark', path: '/login' });
    for (const path of ['/login', '/register', '/forgot-password', '/reset-password?token=x', '/verify-email']) {
      await visitor.goTo(path);
      await visitor.page.getByRole('heading', { level: 1 }).waitFor();
      for (const fault of await faultsOf(visitor.page)) faults.push(`${path}: ${fault}`);
    }
    await visitor.close();
  }
  expect(faults).toEqual([]);
});
