import { beforeAll, describe, expect, it } from 'vitest';
import { Job } from '../../../src/contract/jobs.js';
import { faultsOf } from '../../support/axe.js';
import { Person } from '../../support/factories.js';
import { succeeded } from '../../support/rest.js';
import { useWeb, type VisitOptions, type Visitor } from '../../support/web-page.js';

const MANAGED = [
  'users',
  'invitations',
  'groups',
  'reports',
  'announcements',
  'jobs',
  'schedules',
  'dead-letters',
  'audit',
  'tools',
];

const web = useWeb({ worker: true });
let owner: Person;
let paths: string[];

beforeAll(async () => {
  owner = await Person.register(web.server);
  const bruno = await Person.register(web.server);
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
  const job = succeeded(Job, await owner.call('POST', `/channels/${id}/exports`, { format: 'html' }));
  const panels = ['info', 'members', 'pins', 'moderation', `thread:${message.id}`];
  const sections: [page: string, names: string[]][] = [
    ['/dashboard/', ['', 'history', 'log']],
    ['/later/', ['saved', 'scheduled', 'reminders', 'drafts']],
    ['/settings/', ['profile', 'account', 'appearance', 'notifications', 'devices']],
    ['/manage/', MANAGED],
    [`/c/${id}?panel=`, panels],
  ];
  paths = [
    `/c/${id}`,
    '/threads',
    '/notifications',
    '/people',
    '/browse',
    `/jobs/${job.id}`,
    ...sections.flatMap(([page, names]) => names.map((name) => page + name)),
    '/nowhere',
  ];
});

const views: [name: string, options: VisitOptions][] = [
  ['on a desk, in English and light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ['on a phone, in Spanish and dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'es-ES' }],
];

/** A page with all that is looked up for it. */
async function show(visitor: Visitor, path: string): Promise<void> {
  const { page } = visitor;
  await visitor.goTo(path);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  if (path.includes('thread:')) await page.getByText('a reply', { exact: true }).waitFor();
  await expect.poll(() => page.locator('.mantine-Loader-root, [aria-busy=true]').count()).toBe(0);
}

describe.each(views)('every page, %s', (_, options) => {
  it(
    'is for everybody, as wide as the screen, and nothing that the browser complains of',
    { timeout: 300_000 },
    async () => {
      const visitor = await web.visit(owner, '/', options);
      const { page } = visitor;
      const faults: string[] = [];
      for (const path of paths) {
        await show(visitor, path);
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
    },
  );
});

it('nobody signed in: every page, in both languages', { timeout: 300_000 }, async () => {
  const faults: string[] = [];
  for (const locale of ['en-GB', 'es-ES']) {
    // An address to confirm needs a token.
    const visitor = await web.visit(null, '/login', { locale, colorScheme: 'dark', tolerates: /status of 400/ });
    for (const path of ['/login', '/register', '/forgot-password', '/reset-password?token=x', '/verify-email']) {
      await show(visitor, path);
      for (const fault of await faultsOf(visitor.page)) faults.push(`${path}: ${fault}`);
    }
  }
  expect(faults).toEqual([]);
});
