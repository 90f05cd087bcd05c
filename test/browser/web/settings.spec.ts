import { expect, it } from 'vitest';
import { MyChannel } from '../../../src/contract/channels.js';
import { Preferences } from '../../../src/contract/notifications.js';
import { Me } from '../../../src/contract/users.js';
import { expectAccessible } from '../../support/axe.js';
import { until } from '../../support/cluster/until.js';
import { PASSWORD, Person } from '../../support/factories.js';
import { PNG } from '../../support/pictures.js';
import { useWeb } from '../../support/web-page.js';

const WITHIN_MS = 30_000;

const web = useWeb({ instances: 2 });

it('somebody shows a picture and a name, which others see', async () => {
  const [ana, bruno] = [await Person.register(web.server), await Person.register(web.server)];
  const { id } = await ana.createChannel({ name: 'faces' }, [bruno]);
  await ana.post(id, 'look at me');
  const visitor = await web.visit(ana, '/settings/profile');
  const { page } = visitor;
  await page.getByLabel('A picture of you').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: PNG });
  await page.getByRole('button', { name: 'Remove it' }).waitFor();
  const { avatarUrl } = await ana.get(Me, '/users/me');
  expect(avatarUrl).not.toBeNull();
  await visitor.fill({ 'Your name': 'Ana the Great' });
  await visitor.press('Save');
  await page.getByText('Saved.').waitFor();
  await expectAccessible(page);
  const other = await web.visit(bruno, `/c/${id}`, { instance: 1 });
  await other.page.locator(`img[src="${avatarUrl}"]`).first().waitFor();
  await other.page.getByText('Ana the Great').first().waitFor();
  await page
    .getByLabel('A picture of you')
    .setInputFiles({ name: 'no.txt', mimeType: 'text/plain', buffer: Buffer.from('no') });
  await page.getByText('This file is no image').waitFor();
});

it('somebody ends a session elsewhere, and changes their password', async () => {
  const ana = await Person.register(web.server);
  const tolerates = /status of 40[01]/;
  const here = await web.visit(ana, '/settings/sessions', { tolerates });
  const there = await web.visit(ana, '/settings/account', { instance: 1, tolerates });
  await here.page.reload();
  const { page } = here;
  const list = page.getByRole('list', { name: 'Where you are signed in' });
  await list.getByText('This one').waitFor();
  expect(new URL(page.url()).pathname).toBe('/settings/account');
  await expectAccessible(page);
  // The newest sign-in first: the other window's.
  await list.getByRole('button', { name: 'Sign out there' }).first().click();
  await there.page.waitForURL((at) => at.pathname === '/login');
  await here.fill({ 'Present password': 'not it at all', 'New password': 'a password that is new' });
  await here.press('Change password');
  await page.getByText('This is not your password.').waitFor();
  await here.fill({ 'Present password': PASSWORD });
  await here.press('Change password');
  await page.getByText('Your password is another now.').waitFor();
  await until('one session', async () => (await list.getByRole('listitem').count()) === 1, WITHIN_MS);
});

it('theme, density and language are as they were chosen, also after a reload', async () => {
  const ana = await Person.register(web.server);
  const visitor = await web.visit(ana, '/settings/appearance');
  const { page } = visitor;
  await page.getByText('Dark', { exact: true }).click();
  await page.getByText('Compact', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: 'Español' }).click();
  await page.getByRole('heading', { name: 'Ajustes' }).waitFor();
  await until('saved', async () => (await ana.get(Me, '/users/me')).locale === 'es', WITHIN_MS);
  await expectAccessible(page);
  await page.reload();
  await page.getByRole('heading', { name: 'Ajustes' }).waitFor();
  await page.locator('html[lang=es][data-density=compact][data-mantine-color-scheme=dark]').waitFor();
});

it('every preference is saved as it is set, and there after a reload', async () => {
  const ana = await Person.register(web.server);
  const { id } = await ana.createChannel({ name: 'the-office' });
  const visitor = await web.visit(ana, '/settings/notifications');
  const { page } = visitor;
  const saved = () => ana.get(Preferences, '/notifications/preferences');
  const becomes = (what: string, fits: (preferences: Preferences) => boolean) =>
    until(what, async () => fits(await saved()), WITHIN_MS);
  const mention = page.getByRole('switch', { name: 'Mentions: On screen' });
  await page.getByText('Mentions', { exact: true }).waitFor();
  await expectAccessible(page);
  const before = await saved();
  await mention.click({ force: true });
  await becomes('on screen', ({ kinds }) => kinds.mention.inApp !== before.kinds.mention.inApp);
  await page.getByRole('switch', { name: 'Direct messages: Push' }).click({ force: true });
  await becomes('push', ({ kinds }) => kinds.direct_message.push !== before.kinds.direct_message.push);
  await page.getByRole('combobox', { name: 'Reminders: E-mail' }).selectOption('never');
  await becomes('e-mail', ({ kinds }) => kinds.reminder.email === 'never');
  await page.getByRole('button', { name: 'For an hour' }).click();
  await page.getByText('You are not disturbed until').waitFor();
  await visitor.press('Hear of things again');
  await page.getByText('You hear of things as they come.').waitFor();
  await visitor.press('Every night, 22:00 to 7:00');
  await page.getByLabel('Time 1, Monday: from').fill('23:15');
  await visitor.press('Save quiet hours');
  await becomes('quiet hours', ({ quietHours }) => quietHours.length === 7 && quietHours[0]?.from === '23:15');
  const words = page.getByPlaceholder('Add a word and press Enter');
  await words.fill('Deploy');
  await words.press('Enter');
  await becomes('keywords', ({ keywords }) => keywords[0] === 'deploy');
  await page.getByLabel('Minutes before an e-mail').fill('5');
  await page.getByLabel('Minutes before an e-mail').blur();
  await becomes('minutes', ({ emailAfterMinutes }) => emailAfterMinutes === 5);
  await page.getByLabel('Summary').selectOption('week');
  await becomes('digest', ({ digest }) => digest.every === 'week');
  await page.getByLabel('At', { exact: true }).pressSequentially('0930');
  await page.getByLabel('At', { exact: true }).blur();
  await becomes('time', ({ digest }) => digest.at === '09:30');
  await page.getByRole('combobox', { name: 'the-office: What you hear of' }).selectOption('all');
  await until(
    'level',
    async () => (await ana.get(MyChannel, `/channels/${id}`)).notifications.level === 'all',
    WITHIN_MS,
  );
  const after = await saved();
  await page.reload();
  await page.getByText('Mentions', { exact: true }).waitFor();
  await expect.poll(() => mention.isChecked()).toBe(after.kinds.mention.inApp);
  await expect.poll(() => page.getByLabel('Time 1, Monday: from').inputValue()).toBe('23:15');
  await expect.poll(() => page.getByRole('combobox', { name: 'Reminders: E-mail' }).inputValue()).toBe('never');
  await page.getByText('deploy', { exact: true }).waitFor();
  await expectAccessible(page);
});
