import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Me } from '../../../src/contract/users.js';
import { Server } from '../../support/app.js';
import { expectAccessible } from '../../support/axe.js';
import { launchBrowser } from '../../support/browser.js';
import { linkMailedTo } from '../../support/caught-mail.js';
import { Person } from '../../support/factories.js';
import { call } from '../../support/rest.js';
import { Visitor } from '../../support/web-page.js';

const NEW_PASSWORD = 'a password that is new';

let server: Server;
let browser: Browser;
let owner: Person;

beforeAll(async () => {
  server = await Server.start({ worker: true, env: { REGISTRATION: 'invite' } });
  owner = await Person.register(server);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it('somebody comes by a mailed invitation, confirms their address and forgets their password', async () => {
  const email = 'carla@example.com';
  await owner.createChannel({ name: 'the-square' });
  await owner.call('POST', '/auth/invitations', { email });
  const visitor = await Visitor.open(browser, server.url, { path: '/register' });
  const { page } = visitor;
  await page.getByText('people come by invitation').waitFor();
  await expectAccessible(page);

  await visitor.goTo(await linkMailedTo(server, email, '/register'));
  await visitor.fill({ 'Your name': 'Carla', Username: owner.username, 'E-mail address': email, Password: 'short' });
  await visitor.press('Create account');
  const password = page.getByRole('textbox', { name: 'Password' });
  await page.locator('input[aria-invalid=true]').waitFor();
  await expectAccessible(page);
  await password.fill('a long enough password');
  await visitor.press('Create account');
  await page.getByText('Somebody has this name already.').waitFor();
  await visitor.fill({ Username: 'carla' });
  await visitor.press('Create account');
  await page.waitForURL((at) => at.pathname === '/');

  await visitor.goTo(await linkMailedTo(server, email, '/verify-email'));
  await page.getByText('Thank you: this address is yours.').waitFor();
  await expectAccessible(page);
  await visitor.close();

  const forgetful = await Visitor.open(browser, server.url, { path: '/login', locale: 'es-ES' });
  await forgetful.page.getByRole('heading', { name: 'Iniciar sesión' }).waitFor();
  await expectAccessible(forgetful.page);
  await forgetful.press('English');
  await forgetful.page.getByRole('link', { name: 'Forgot your password?' }).click();
  await forgetful.fill({ 'E-mail address': email });
  await forgetful.press('Send the link');
  await forgetful.page.getByText('a mail is on its way').waitFor();
  await expectAccessible(forgetful.page);
  const link = await linkMailedTo(server, email, '/reset-password');
  await forgetful.goTo(link);
  await forgetful.fill({ 'New password': NEW_PASSWORD });
  await expectAccessible(forgetful.page);
  await forgetful.press('Set password');
  await forgetful.page.getByText('Your new password is set').waitFor();
  await forgetful.goTo(link);
  await forgetful.fill({ 'New password': NEW_PASSWORD });
  await forgetful.press('Set password');
  await forgetful.page.getByText('This link was used already').waitFor();

  const body = { login: 'carla', password: NEW_PASSWORD };
  const carla = Person.from(server, await call(server, 'POST', '/auth/login', { body }));
  expect(await carla.get(Me, '/users/me')).toMatchObject({ emailVerified: true, locale: 'en' });
  // What the server refuses is told by the browser itself.
  const refusals = /status of 4(00|09)/;
  for (const { window } of [visitor, forgetful]) {
    expect(window.complaints.filter((complaint) => !refusals.test(complaint))).toEqual([]);
  }
  await forgetful.close();
});
