import type { Queue } from 'bullmq';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { launchBrowser, Window } from '../support/browser.js';
import { until } from '../support/cluster/until.js';
import { PASSWORD, Person } from '../support/factories.js';
import { NO_TABLE, queueOf, SAMPLE_JOB, SAMPLE_TABLE, sampleQueue, withoutTable } from '../support/queues.js';

const TOOLTIP_WITHIN_MS = 5_000;

let server: Server;
let browser: Browser;
let queue: Queue;
let owner: Person;
let member: Person;
const windows: Window[] = [];

beforeAll(async () => {
  server = await Server.start({ worker: true });
  owner = await Person.register(server);
  member = await Person.register(server);
  queue = queueOf(server, sampleQueue);
  browser = await launchBrowser();
});
afterEach(async () => {
  await Promise.all(windows.splice(0).map(({ context }) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await queue?.close();
  await server?.stop();
});

async function openWindow(options?: { javaScriptEnabled?: boolean }): Promise<Window> {
  const window = await Window.open(browser, options);
  windows.push(window);
  return window;
}

/** Through the form, as a person does. */
async function signIn({ page }: Window, { username }: Person): Promise<void> {
  await page.getByLabel('E-mail address or username').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** A job that fails for as long as the table has another name. */
async function failOne(): Promise<string> {
  let failed = '';
  await withoutTable(server, SAMPLE_TABLE, async () => {
    const { id = '' } = await queue.add(SAMPLE_JOB, {});
    await until('the job failed', async () => (await queue.getFailedCount()) === 1, 30_000);
    failed = id;
  });
  return failed;
}

/** Bull Board's buttons are icons, whose names are told to whoever points at them. */
async function clickButtonCalled(page: Page, name: string): Promise<void> {
  for (const button of await page.locator('button:has(svg)').all()) {
    await button.hover();
    const told = page.getByText(name, { exact: true }).waitFor({ timeout: TOOLTIP_WITHIN_MS });
    if (
      await told.then(
        () => true,
        () => false,
      )
    )
      return button.click();
  }
  throw new Error(`there is no button called ${name}`);
}

describe('an administrator', () => {
  it('signs in, sees the queues, opens the failed job, retries it, and it succeeds', async () => {
    const id = await failOne();
    const window = await openWindow();
    const { page } = window;
    await page.goto(`${server.url}/admin/queues/queue/push?status=failed`);
    expect(new URL(page.url()).pathname).toBe('/admin/login');
    await signIn(window, owner);
    await page.waitForURL('**/admin/queues/queue/push?status=failed');
    await page.getByText(NO_TABLE).first().waitFor();
    await page.goto(`${server.url}/admin/queues/queue/push/${id}?status=failed`);
    await page.getByText(NO_TABLE).first().waitFor();
    await clickButtonCalled(page, 'Retry');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await until('the job is done', async () => (await (await queue.getJob(id))?.isCompleted()) ?? false, 30_000);
    await page.goto(`${server.url}/admin/queues`);
    await page.getByText(sampleQueue.name).first().waitFor();
    expect(window.complaints).toEqual([]);
    expect([...window.origins]).toEqual([server.url]);
  });

  it('signs out, and is out', async () => {
    const window = await openWindow();
    const { page } = window;
    await page.goto(`${server.url}/admin`);
    await signIn(window, owner);
    await page.waitForURL('**/admin/queues**');
    await page.goto(`${server.url}/admin/logout`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/admin/login');
    await page.goto(`${server.url}/admin/queues`);
    expect(new URL(page.url()).pathname).toBe('/admin/login');
    expect(await window.context.cookies(`${server.url}/admin/queues`)).toEqual([]);
    expect(window.complaints).toEqual([]);
  });

  it('signs in where scripts are off', async () => {
    const window = await openWindow({ javaScriptEnabled: false });
    await window.page.goto(`${server.url}/admin/login`);
    await signIn(window, owner);
    await window.page.waitForURL('**/admin/queues');
    expect(await window.context.cookies(`${server.url}/admin`)).toHaveLength(1);
  });
});

describe('somebody else', () => {
  it('who is a member is told that this is not for them', async () => {
    const window = await openWindow();
    const { page } = window;
    await page.goto(`${server.url}/admin/queues`);
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await signIn(window, member);
    expect((await answer).status()).toBe(403);
    await page.getByText('Only owners and administrators').waitFor();
    expect(await window.context.cookies()).toEqual([]);
  });

  it('who does not sign in sees the login and nothing behind it', async () => {
    const { page, complaints } = await openWindow();
    const answer = await page.goto(`${server.url}/admin/queues`);
    expect(answer?.status()).toBe(200);
    expect(new URL(page.url()).pathname).toBe('/admin/login');
    await page.getByRole('heading', { name: 'Sign in to operate' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('who errs is told so by name, and by the form', async () => {
    const { page } = await openWindow();
    await page.goto(`${server.url}/admin/login`);
    await page.getByLabel('E-mail address or username').fill('nobody');
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Wrong login or password').waitFor();
    expect(await page.getByLabel('E-mail address or username').inputValue()).toBe('nobody');
  });
});
