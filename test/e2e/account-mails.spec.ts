import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Invitation } from '../../src/contract/auth.js';
import { Me } from '../../src/contract/users.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { newAccount, PASSWORD, Person } from '../support/factories.js';
import { done } from '../support/jobs.js';
import { anAddress } from '../support/mail-rig.js';
import { call, problemOf, statusesOf, succeeded } from '../support/rest.js';
import { linkIn, SmtpCatcher } from '../support/smtp-catcher.js';

const NEW_PASSWORD = 'another long password';
const LIMITED = 1;
const INVITE_ONLY = 2;

let smtp: SmtpCatcher;
let server: Server;
let owner: Person;

beforeAll(async () => {
  smtp = await SmtpCatcher.start();
  server = await Server.start({ env: { SMTP_URL: smtp.url, PUBLIC_URL: 'https://chat.example.com' } });
  await server.addWorker();
  await server.addInstance({ LOGIN_RATE: '2/1m' });
  await server.addInstance({ REGISTRATION: 'invite' });
  owner = await Person.register(server);
});
afterAll(async () => {
  await server.stop();
  await smtp.stop();
});

const post = (path: string, body: unknown, instance = 0) => call(server, 'POST', path, { body, instance });
const forgot = (email: string, instance = 0) => post('/auth/password/forgot', { email }, instance);
const reset = (token: string, password = NEW_PASSWORD) => post('/auth/password/reset', { token, password });
const login = (name: string, password: string) => post('/auth/login', { login: name, password });
const verify = (token: string) => post('/auth/email/verify', { token });

/** The token in the newest of `count` mails to the address. */
async function tokenFor(address: string, count: number, parameter = 'token'): Promise<string> {
  return linkIn(await smtp.mailTo(address, count)).searchParams.get(parameter) ?? '';
}

/** Somebody whose first mail, the one that asks whose the address is, has come. */
async function reader(fields: Record<string, unknown> = {}): Promise<{ person: Person; email: string; token: string }> {
  const email = anAddress();
  const person = await Person.register(server, { email, ...fields });
  return { person, email, token: await tokenFor(email, 1) };
}

/** As if the links that were mailed to them were from some minutes ago. */
const minutesPass = (email: string) =>
  server.db.query(
    `UPDATE account_tokens SET created_at = created_at - interval '5 minutes'
     WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
    [email],
  );

const verified = async (person: Person) => (await person.get(Me, '/users/me')).emailVerified;
const BAD_TOKEN = { code: 'validation_failed', errors: [{ path: 'token', message: expect.stringContaining('used') }] };

describe('a new account', () => {
  it('is asked, in its own language, whose its address is; the link says so, once', async () => {
    const { person, email, token } = await reader({ locale: 'es', displayName: 'Ana Beltrán' });
    const mail = await smtp.mailTo(email);
    expect(mail.subject).toBe('Confirma tu dirección de correo');
    expect(mail.text).toContain('Hola, Ana Beltrán:');
    expect(linkIn(mail).href).toBe(`https://chat.example.com/verify-email?token=${token}`);
    expect(await verified(person)).toBe(false);
    expect((await verify(token)).status).toBe(204);
    expect(await verified(person)).toBe(true);
    expect(problemOf(await verify(token))).toMatchObject(BAD_TOKEN);
  });

  it('that could not be made is not written to', async () => {
    const { email } = await reader();
    expect((await post('/auth/register', newAccount({ email }))).status).toBe(409);
    const after = await reader();
    expect(smtp.to(after.email)).toHaveLength(1);
    expect(smtp.to(email)).toHaveLength(1);
  });

  it('is asked again where it wants to be, and the answer to one mail settles them all', async () => {
    const { person, email, token } = await reader();
    expect((await person.call('POST', '/auth/email/verify/resend')).status).toBe(202);
    expect((await verify(await tokenFor(email, 2))).status).toBe(204);
    expect(problemOf(await verify(token))).toMatchObject(BAD_TOKEN);
    const again = await person.call('POST', '/auth/email/verify/resend');
    expect(problemOf(again)).toMatchObject({ status: 409, code: 'conflict' });
  });
});

describe('a forgotten password', () => {
  it('is set anew by the link of a mail, and everything that the old one opened is closed', async () => {
    const { person, email } = await reader();
    const phone = await person.signInAgain();
    const [socket, other] = await Promise.all([person.connect(), phone.connect()]);
    expect((await forgot(email.toUpperCase())).status).toBe(202);
    const token = await tokenFor(email, 2);
    expect((await smtp.mailTo(email)).subject).toBe('Set a new password');
    expect((await reset(token)).status).toBe(204);
    await Promise.all([socket.end(), other.end()]);
    for (const device of [person, phone]) {
      expect((await device.call('GET', '/users/me')).status).toBe(401);
      const { refreshToken } = device;
      expect((await post('/auth/refresh', { refreshToken })).status).toBe(401);
    }
    expect((await login(email, PASSWORD)).status).toBe(401);
    const back = Person.from(server, await login(email, NEW_PASSWORD));
    // Whoever has the token reads the address.
    expect(await verified(back)).toBe(true);
  });

  it('needs a token that was not used, nor any of its time', async () => {
    const { email } = await reader();
    await forgot(email);
    const first = await tokenFor(email, 2);
    await minutesPass(email);
    await forgot(email);
    const second = await tokenFor(email, 3);
    const answers = await Promise.all([reset(second), reset(second)]);
    expect(statusesOf(answers)).toEqual([204, 400]);
    for (const token of [first, second, 'nonsense']) {
      expect(problemOf(await reset(token, 'yet another password'))).toMatchObject(BAD_TOKEN);
    }
    expect((await login(email, NEW_PASSWORD)).status).toBe(200);
  });

  it('needs a token that is not too old, and made for this', async () => {
    const { person, email, token: forVerifying } = await reader();
    await forgot(email);
    const token = await tokenFor(email, 2);
    await server.db.query(`UPDATE account_tokens SET expires_at = now() WHERE user_id = $1 AND kind = 'reset'`, [
      person.id,
    ]);
    for (const bad of [token, forVerifying]) expect(problemOf(await reset(bad))).toMatchObject(BAD_TOKEN);
    expect(problemOf(await verify(token))).toMatchObject(BAD_TOKEN);
    expect((await login(email, PASSWORD)).status).toBe(200);
  });

  it('is set by no link that was asked for before it was changed', async () => {
    const { person, email } = await reader();
    await forgot(email);
    const token = await tokenFor(email, 2);
    const change = { current: PASSWORD, new: 'a password of their own' };
    expect((await person.call('POST', '/auth/password/change', change)).status).toBe(204);
    expect(problemOf(await reset(token))).toMatchObject(BAD_TOKEN);
    expect((await login(email, change.new)).status).toBe(200);
    await forgot(email);
    expect((await reset(await tokenFor(email, 3))).status).toBe(204);
  });

  it('is mailed once in some minutes, however often somebody asks', async () => {
    const { person, email } = await reader();
    const answers = await Promise.all(Array.from({ length: 5 }, () => forgot(email)));
    answers.push(await forgot(email));
    for (const { status, body } of answers) expect({ status, body }).toEqual({ status: 202, body: { accepted: true } });
    const links = async () => {
      const { rows } = await server.db.query(`SELECT FROM account_tokens WHERE user_id = $1 AND kind = 'reset'`, [
        person.id,
      ]);
      return rows.length;
    };
    expect(await links()).toBe(1);
    await minutesPass(email);
    await forgot(email);
    expect((await reset(await tokenFor(email, 3))).status).toBe(204);
    expect(smtp.to(email)).toHaveLength(3);
  });

  it('is answered alike for an address that nobody has, or somebody who is disabled, who get no mail', async () => {
    const [{ email }, { person, email: disabled }] = [await reader(), await reader()];
    await server.db.query('UPDATE users SET disabled_at = now() WHERE id = $1', [person.id]);
    const nobody = anAddress('nobody');
    const answers = [];
    for (const address of [nobody, disabled, email]) answers.push(await forgot(address));
    const [known] = answers.slice(-1);
    for (const { status, body } of answers) expect({ status, body }).toEqual({ status: 202, body: known?.body });
    await smtp.mailTo(email, 2);
    expect(smtp.to(nobody)).toEqual([]);
    expect(smtp.to(disabled)).toHaveLength(1);
  });

  it('counts as an attempt to sign in', async () => {
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await forgot(anAddress(), LIMITED)).status);
    expect(statuses).toEqual([202, 202, 429]);
  });
});

describe('the tokens of mails', () => {
  it('stand nowhere once the mail is sent: of what they are good for there is a hash', async () => {
    const { token } = await reader();
    const tables = ['mails', 'account_tokens', 'caught_mails', 'outbox'];
    const found = async () => {
      const rows = [];
      for (const table of tables) rows.push(...(await server.db.query(`SELECT t::text AS row FROM ${table} t`)).rows);
      return JSON.stringify(rows);
    };
    await until('the mail settled', async () => !(await found()).includes(token), 30_000);
    expect(await server.everythingInRedis()).not.toContain(token);
  });

  it('that are used or too old are cleaned up, the others are kept', async () => {
    const [used, old, good] = [await reader(), await reader(), await reader()];
    await verify(used.token);
    await server.db.query('UPDATE account_tokens SET expires_at = now() WHERE user_id = $1', [old.person.id]);
    await done(owner, '/jobs/schedules/clean-up/run');
    const left = async () => {
      const { rows } = await server.db.query<{ user_id: string }>('SELECT user_id FROM account_tokens');
      return rows.map(({ user_id }) => user_id);
    };
    for (const { person } of [old, used]) expect(await left()).not.toContain(person.id);
    expect((await verify(good.token)).status).toBe(204);
  });
});

describe('an invitation', () => {
  it('with an address is mailed there, and lets its reader in', async () => {
    const email = anAddress('guest');
    const answer = await owner.call('POST', '/auth/invitations', { email, locale: 'es' });
    expect(answer.status).toBe(201);
    const { inviteToken } = succeeded(Invitation, answer);
    const mail = await smtp.mailTo(email);
    const { displayName } = await owner.get(Me, '/users/me');
    expect(mail.subject).toBe(`${displayName} te invita a Tertulia`);
    expect(linkIn(mail).pathname).toBe('/register');
    expect(await tokenFor(email, 1, 'invite')).toBe(inviteToken);
    expect((await post('/auth/register', newAccount({ inviteToken }), INVITE_ONLY)).status).toBe(201);
  });

  it('speaks the language of who invites, where none is named', async () => {
    const [email, other] = [anAddress('guest'), anAddress('guest')];
    await owner.call('POST', '/auth/invitations', { email });
    expect((await smtp.mailTo(email)).subject).toContain('invites you');
    await owner.call('PATCH', '/users/me', { locale: 'es' });
    await owner.call('POST', '/auth/invitations', { email: other });
    expect((await smtp.mailTo(other)).subject).toContain('te invita');
    await owner.call('PATCH', '/users/me', { locale: 'en' });
  });

  it('without one is answered and mailed to nobody', async () => {
    const invitations = () => smtp.mails.filter(({ text }) => text?.includes('/register?')).length;
    const before = invitations();
    for (const body of [undefined, {}]) {
      expect(Invitation.parse((await owner.call('POST', '/auth/invitations', body)).body).expiresIn).toBe(604_800);
    }
    await reader();
    expect(invitations()).toBe(before);
  });

  it('is not for members to give, by mail no more than otherwise', async () => {
    const { person } = await reader();
    const email = anAddress('guest');
    const answer = await person.call('POST', '/auth/invitations', { email });
    expect(problemOf(answer)).toMatchObject({ status: 403, code: 'forbidden' });
    await reader();
    expect(smtp.to(email)).toEqual([]);
  });
});

describe('language and time zone', () => {
  it('are English and UTC, and as one says', async () => {
    const person = await Person.register(server);
    expect(await person.get(Me, '/users/me')).toMatchObject({ locale: 'en', timeZone: 'UTC' });
    const other = await Person.register(server, { locale: 'es', timeZone: 'America/Bogota' });
    expect(await other.get(Me, '/users/me')).toMatchObject({ locale: 'es', timeZone: 'America/Bogota' });
    await other.call('PATCH', '/users/me', { timeZone: 'Europe/Madrid' });
    expect(await other.get(Me, '/users/me')).toMatchObject({ locale: 'es', timeZone: 'Europe/Madrid' });
  });
});
