import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { caughtFor } from '../support/caught-mail.js';
import { Person } from '../support/factories.js';
import { anAddress, MailRig } from '../support/mail-rig.js';

const WITH_SMTP = 1;
const PRODUCTION = 2;

let server: Server;

beforeAll(async () => {
  server = await Server.start({ worker: true });
  await server.addInstance({ SMTP_URL: 'smtp://127.0.0.1:1' });
  await server.addInstance({ NODE_ENV: 'production' });
});
afterAll(() => server.stop());

const open = (path: string, instance = 0) => fetch(`${server.urlOf(instance)}${path}`);
const read = async (path: string) => (await open(path)).text();

describe('/dev/mail', () => {
  it('shows what would have been sent: in a list, as HTML, as text, with its headers', async () => {
    const address = anAddress();
    await Person.register(server, { email: address });
    const { id, headers, text } = await caughtFor(server, address);
    expect(headers).toContain(`Message-ID: <${id}@localhost>`);
    expect(text).toContain('http://localhost:8000/verify-email?token=');
    const list = await read('/dev/mail');
    expect(list).toContain(`href="/dev/mail/${id}"`);
    expect(list).toContain(address);
    const page = await read(`/dev/mail/${id}`);
    expect(page).toContain(`<iframe src="/dev/mail/${id}/html"`);
    expect(page).toContain('Auto-Submitted: auto-generated');
    expect(await read(`/dev/mail/${id}/html`)).toContain('Confirm the address');
  });

  it('lets a mail do nothing: no scripts, nothing fetched, an origin of its own', async () => {
    const address = anAddress();
    await Person.register(server, { email: address, displayName: '<script>alert(1)</script>' });
    const { id } = await caughtFor(server, address);
    const preview = await open(`/dev/mail/${id}/html`);
    const policy = preview.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/sandbox allow-popups allow-popups-to-escape-sandbox$/);
    for (const path of [`/dev/mail/${id}`, `/dev/mail/${id}/html`]) expect(await read(path)).not.toContain('<script');
  });

  it('is linked from the start page', async () => {
    expect(await read('/')).toContain('href="/dev/mail"');
  });

  it('keeps the newest 200', async () => {
    await server.db.query(
      `INSERT INTO caught_mails (id, to_address, subject, headers, html, text, caught_at)
       SELECT gen_random_uuid(), 'old', 'old', '', '', '', now() - make_interval(days => n) FROM generate_series(1, 250) n`,
    );
    const address = anAddress();
    await Person.register(server, { email: address });
    await caughtFor(server, address);
    const kept = async () => {
      const { rows } = await server.db.query<{ count: number }>('SELECT count(*)::int FROM caught_mails');
      return rows[0]?.count;
    };
    // The others go a moment after it has come.
    await until('200 are kept', async () => (await kept()) === 200, 30_000);
    expect(await read('/dev/mail')).toContain(address);
  });

  it('has no page for a mail that there is not', async () => {
    expect((await open(`/dev/mail/${crypto.randomUUID()}`)).status).toBe(404);
    expect((await open('/dev/mail/nonsense')).status).toBe(400);
  });

  it.each([
    ['mails are sent', WITH_SMTP],
    ['the server is in production', PRODUCTION],
  ])('is not there where %s, and nothing leads to it', async (_, instance) => {
    const address = anAddress();
    await Person.register(server, { email: address });
    const { id } = await caughtFor(server, address);
    const paths = ['/dev/mail', '/dev/mail.json', `/dev/mail/${id}`, `/dev/mail/${id}/html`];
    const answers = await Promise.all(paths.map((path) => open(path, instance)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(await (await open('/', instance)).text()).not.toContain('/dev/mail');
  });
});

it('in production without SMTP_URL mails fail, and say why', async () => {
  const production = await Server.start({ env: { NODE_ENV: 'production' } });
  try {
    const rig = new MailRig(production, await production.addWorker());
    const id = await rig.enqueue(anAddress());
    expect(await rig.settled(id, 'failed')).toMatchObject({ answer: 'SMTP_URL is not set', data: {} });
    expect((await production.db.query('SELECT id FROM caught_mails')).rowCount).toBe(0);
  } finally {
    await production.stop();
  }
});
