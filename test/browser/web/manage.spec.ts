import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { until } from '../../support/cluster/until.js';
import { Person } from '../../support/factories.js';
import { jobOf, order, overJob } from '../../support/jobs.js';
import { queueOf, SAMPLE_JOB, SAMPLE_TABLE, sampleQueue, withoutTable } from '../../support/queues.js';
import { focused, online, useWeb } from '../../support/web-page.js';

/** What a form shows as refused is told by the browser too. */
const REFUSED = /status of 400/;

const web = useWeb({ worker: true });
let owner: Person;
let member: Person;

beforeAll(async () => {
  owner = await Person.register(web.server, { displayName: 'Ana Owner' });
  member = await Person.register(web.server, { displayName: 'Bruno Member' });
});

const visit = async (person: Person, path: string): Promise<Page> =>
  (await web.visit(person, path, { tolerates: REFUSED })).page;
const item = (page: Page, list: string, text: string) =>
  page.getByRole('list', { name: list }).getByRole('listitem').filter({ hasText: text }).first();

it('an administrator tries a failed job again and sees it succeed, and runs a schedule', async () => {
  const { id: channelId } = await owner.createChannel({ name: 'to-export' });
  await owner.post(channelId, 'to be exported');
  const { id } = await withoutTable(web.server, 'messages', async () => {
    const job = await order(owner, `/channels/${channelId}/exports`, { format: 'csv' });
    expect(await overJob(owner, job.id)).toMatchObject({ state: 'failed' });
    return job;
  });
  const page = await visit(owner, '/manage/jobs');
  await online(page);
  const job = item(page, 'Jobs', 'Export of a channel');
  await job.getByRole('button', { name: 'Try again' }).click();
  await job.getByText('Done', { exact: true }).waitFor();
  await job.getByRole('link', { name: 'Download' }).waitFor();
  expect(await jobOf(owner, id)).toMatchObject({ state: 'succeeded', attempt: 2 });

  await page.getByRole('link', { name: 'Schedules' }).click();
  const schedule = item(page, 'Schedules', 'Statistics');
  await schedule.getByRole('button', { name: 'Run now' }).click();
  await schedule.getByRole('list', { name: 'Last run' }).getByText('Done', { exact: true }).waitFor();
  await schedule.getByRole('button', { name: 'Times' }).click();
  await schedule.getByLabel('Pattern').fill('nonsense');
  await schedule.getByRole('button', { name: 'Save' }).click();
  await schedule.getByText(/must be five fields/).waitFor();
  await schedule.getByLabel('Pattern').fill('5 4 * * *');
  await schedule.getByRole('button', { name: 'Save' }).click();
  await schedule.locator('code', { hasText: '5 4 * * *' }).waitFor();
});

it('an administrator imports a file that is larger than other bodies, whatever the system takes it for', async () => {
  const page = await visit(owner, '/manage/jobs');
  await page.getByRole('button', { name: 'Start a job' }).click();
  await page.getByRole('menuitem', { name: 'Import of people' }).click();
  const rows = Array.from({ length: 2000 }, (_, i) => `bad ${'x'.repeat(60)} ${i},imported${i},Somebody`);
  const csv = ['email,username,displayName', 'carla@example.com,carla.imported,Carla', ...rows].join('\n');
  const file = { name: 'people.csv', mimeType: 'application/vnd.ms-excel', buffer: Buffer.from(csv) };
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await item(page, 'Jobs', 'Import of people').getByText('Done', { exact: true }).waitFor();
  expect(await owner.call('GET', '/users?query=carla.imported')).toMatchObject({
    body: { items: [{ username: 'carla.imported' }] },
  });
});

it('tries one dead letter again and discards another', async () => {
  const queue = queueOf(web.server, sampleQueue);
  await withoutTable(web.server, SAMPLE_TABLE, async () => {
    await queue.addBulk(['first', 'second'].map((jobId) => ({ name: SAMPLE_JOB, data: {}, opts: { jobId } })));
    await until('both failed', async () => (await queue.getFailedCount()) === 2, 30_000);
  });
  const page = await visit(owner, '/manage/dead-letters');
  const letters = page.getByRole('list', { name: 'Dead letters' }).getByRole('listitem');
  await letters.first().getByRole('button', { name: 'Try again' }).click();
  await until('one is left', async () => (await letters.count()) === 1, 30_000);
  await focused(letters.first().getByRole('button', { name: 'Try again' }));
  await letters.first().getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await page.getByText('Nothing has failed for good.').waitFor();
  await until('one is done', async () => (await queue.getFailedCount()) === 0, 30_000);
  await queue.close();
});

it('hears of a report and resolves it', async () => {
  const reader = await Person.register(web.server);
  const { id } = await owner.createChannel({ name: 'unquiet' }, [member, reader]);
  const { message } = await member.post(id, 'buy my thing');
  const page = await visit(owner, '/manage/reports');
  await page.getByText('There is nothing to judge.').waitFor();
  await online(page);
  await reader.call('POST', `/messages/${message.id}/reports`, { reason: 'spam' });
  const report = item(page, 'Reports', 'buy my thing');
  await report.getByRole('button', { name: "Resolve the report of Bruno Member's message" }).click();
  const verdict = page.getByRole('dialog', { name: 'Resolve a report' });
  await verdict.getByLabel('Note for the moderators').fill('told them');
  await verdict.getByRole('button', { name: 'Resolve' }).click();
  await page.getByText('There is nothing to judge.').waitFor();
  await page.getByText('Resolved', { exact: true }).click();
  await item(page, 'Reports', 'told them').waitFor();
});

it('gives a role, deactivates an account, invites, makes a group and tells everybody', async () => {
  const [page, brunos] = [await visit(owner, '/manage'), await visit(member, '/people')];
  // What he may do is asked for once his page is there: he is no administrator yet.
  const told = "performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/users/me'))";
  await expect.poll(() => brunos.evaluate(told)).toBe(true);
  const bruno = item(page, 'People', 'Bruno Member');
  await bruno.getByRole('button', { name: 'What to do with Bruno Member' }).click();
  await page.getByRole('menuitem', { name: 'Make administrator' }).click();
  await bruno.getByText('Administrator', { exact: true }).waitFor();
  const manage = brunos.getByRole('link', { name: 'Administration' });
  await brunos.getByRole('link', { name: 'Dashboard' }).waitFor();
  expect(await manage.count()).toBe(0);
  await brunos.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))");
  await manage.waitFor();
  const gone = await Person.register(web.server, { displayName: 'Gone Person' });
  await page.getByLabel('Search by name').fill(gone.username);
  await item(page, 'People', 'Gone Person').getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Deactivate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('Nobody here.').waitFor();
  await page.getByText('Deactivated', { exact: true }).click();
  await item(page, 'People', 'Gone Person').waitFor();

  await page.getByRole('link', { name: 'Invitations' }).click();
  await page.getByRole('button', { name: 'Create invitation' }).first().click();
  expect(await page.getByLabel('Invitation link').inputValue()).toContain(`${web.server.url}/register?invite=`);

  await page.getByRole('link', { name: 'Groups' }).click();
  await page.getByRole('button', { name: 'New group' }).click();
  await page.getByLabel('Name').fill('here');
  await page.getByLabel('Title').fill('The crew');
  await page.getByRole('button', { name: 'Create group' }).click();
  await page.getByText('must not be here or channel').waitFor();
  await page.getByLabel('Name').fill('crew');
  await page.getByRole('button', { name: 'Create group' }).click();
  const group = item(page, 'Groups', 'The crew');
  await group.getByRole('button', { name: 'Members' }).click();
  await group.getByLabel('Bring somebody in').fill('Bruno');
  await page.getByRole('option', { name: /Bruno Member/ }).click();
  await group.getByRole('button', { name: 'Add' }).click();
  await group.getByText('1 member', { exact: true }).waitFor();

  await page.getByRole('link', { name: 'Announcements' }).click();
  await page.getByLabel('Title').fill('Coffee');
  await page.getByLabel('Text').fill('There is coffee.');
  await page.getByRole('button', { name: 'Send to everyone' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send to everyone' }).click();
  await page.getByText('The announcement is on its way.').waitFor();
});

it('shows nothing of itself to a member', async () => {
  const page = await visit(await Person.register(web.server), '/manage/users');
  await page.getByText('There is nothing here').waitFor();
});
