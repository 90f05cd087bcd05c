import { beforeAll, expect, it } from 'vitest';
import { Me } from '../../../src/contract/users.js';
import { expectAccessible } from '../../support/axe.js';
import { linkMailedTo } from '../../support/caught-mail.js';
import { Person } from '../../support/factories.js';
import { call } from '../../support/rest.js';
import { useWeb } from '../../support/web-page.js';

/** What the server refuses is told by the browser itself, a session that went with its password too. */
const REFUSED = /status of 4(00|01|09)/;
const NEW_PASSWORD = 'a password that is new';

const web = useWeb({ worker: true, env: { REGISTRATION: 'invite' } });
let owner: Person;

beforeAll(async () => {
  owner = await Person.register(web.server);
});

it('somebody comes by a mailed invitation, confirms their address and forgets their password', async () => {
  const email = 'carla@example.com';
  await owner.createChannel({ name: 'the-square' });
  await owner.call('POST', '/auth/invitations', { email });
  const visitor = await web.visit(null, '/register', { tolerates: REFUSED });
  const { page } = visitor;
  await page.getByText('people come by invitation').waitFor();
  await expectAccessible(page);

  await visitor.goTo(await linkMailedTo(web.server, email, '/register'));
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

  await visitor.goTo(await linkMailedTo(web.server, email, '/verify-email'));
  await page.getByText('Thank you: this address is yours.').waitFor();
  await expectAccessible(page);

  const forgetful = await web.visit(null, '/login', { locale: 'es-ES', tolerates: REFUSED });
  await forgetful.page.getByRole('heading', { name: 'Iniciar sesión' }).waitFor();
  await expectAccessible(forgetful.page);
  await forgetful.press('English');
  await forgetful.page.getByRole('link', { name: 'Forgot your password?' }).click();
  await forgetful.fill({ 'E-mail address': email });
  await forgetful.press('Send the link');
  await forgetful.page.getByText('a mail is on its way').waitFor();
  await expectAccessible(forgetful.page);
  const link = await linkMailedTo(web.server, email, '/reset-password');
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
  const carla = Person.from(web.server, await call(web.server, 'POST', '/auth/login', { body }));
  expect(await carla.get(Me, '/users/me')).toMatchObject({ emailVerified: true, locale: 'en' });
});
