import { beforeAll, expect, it } from 'vitest';
import { expectAccessible } from '../../support/axe.js';
import { Person } from '../../support/factories.js';
import { focused, useWeb } from '../../support/web-page.js';

const web = useWeb({ instances: 2 });

beforeAll(async () => {
  // Whoever comes first owns the web.server.
  await Person.register(web.server);
});

it('somebody makes a private channel and invites by a link, another comes by it and leaves', async () => {
  const ana = await Person.register(web.server, { displayName: 'Ana Ruiz' });
  const bruno = await Person.register(web.server);
  const host = await web.visit(ana, '/browse');
  await host.page.getByRole('heading', { level: 1, name: 'Browse channels' }).waitFor();
  await expectAccessible(host.page);
  await host.page.getByRole('button', { name: 'Create a channel' }).click();
  const form = host.page.getByRole('dialog', { name: 'Create a channel' });
  await form.getByRole('button', { name: 'Create' }).click();
  await form.getByText('Give it a name.').waitFor();
  await form.getByRole('textbox', { name: 'Name' }).fill('the-cellar');
  await form.getByRole('radio', { name: 'Private' }).check();
  await expectAccessible(host.page);
  await form.getByRole('button', { name: 'Create' }).click();
  await host.page.getByRole('heading', { level: 1, name: 'the-cellar' }).waitFor();
  await focused(host.page.getByRole('textbox', { name: /the-cellar/ }));

  const id = new URL(host.page.url()).pathname.split('/')[2];
  await host.goTo(`/c/${id}?panel=info`);
  await host.page.getByRole('button', { name: 'Create a link' }).click();
  const link = await host.page.getByRole('textbox', { name: 'Invite link' }).inputValue();
  await expectAccessible(host.page);

  const guest = await web.visit(bruno, new URL(link).pathname, { instance: 1 });
  await guest.page.getByRole('heading', { level: 1, name: 'Join the-cellar' }).waitFor();
  await guest.page.getByText('Ana Ruiz invites you').waitFor();
  await expectAccessible(guest.page);
  await guest.page.getByRole('button', { name: 'Join' }).click();
  await guest.page.getByRole('heading', { level: 1, name: 'the-cellar' }).waitFor();
  await guest.goTo(`/c/${id}?panel=info`);
  await guest.page.getByRole('button', { name: 'Leave the channel' }).click();
  await guest.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await guest.page.waitForURL((at) => at.pathname === '/');
  await guest.page.getByRole('link', { name: 'the-cellar' }).waitFor({ state: 'detached' });

  await host.page.getByRole('button', { name: 'Take back' }).click();
  await host.page.getByText('There are no links.').waitFor();
});

it('public channels are looked into and joined, and told about as their member likes', async () => {
  const ana = await Person.register(web.server);
  const bruno = await Person.register(web.server);
  const { id } = await ana.createChannel({ name: 'the-observatory', topic: 'What the sky shows' });
  const visitor = await web.visit(bruno, '/browse');
  const { page } = visitor;
  await page.getByRole('searchbox', { name: 'Search channels' }).fill('observ');
  await page.getByText('What the sky shows').waitFor();
  await page.getByRole('button', { name: 'Join the-observatory' }).click();
  await page.waitForURL(`**/c/${id}`);
  await visitor.goTo(`/c/${id}?panel=info`);
  await page.getByText('Nothing', { exact: true }).click();
  await page.getByRole('link', { name: /the-observatory.*muted/ }).waitFor();
  await expect.poll(async () => (await bruno.channel(id)).notifications.level).toBe('nothing');
  expect(await page.getByRole('button', { name: 'Create a link' }).count()).toBe(0);
});

it('guests are offered their channels, and no others', async () => {
  const ana = await Person.register(web.server);
  const carla = await Person.register(web.server);
  const { id } = await ana.createChannel({ name: 'the-veranda' }, [carla]);
  await web.server.db.query('UPDATE users SET guest = true WHERE id = $1', [carla.id]);
  const visitor = await web.visit(carla, `/c/${id}`);
  const { page } = visitor;
  await visitor.say('good evening');
  await visitor.message('good evening').waitFor();
  await page.keyboard.press('Control+k');
  const search = page.getByRole('textbox', { name: 'Jump to' });
  await search.fill('settings');
  await page.getByRole('button', { name: 'Settings', exact: true }).waitFor();
  await search.fill('browse');
  await page.getByRole('button', { name: 'Settings', exact: true }).waitFor({ state: 'detached' });
  expect(await page.getByRole('button', { name: 'Browse channels' }).count()).toBe(0);
  await visitor.goTo('/browse');
  await page.getByRole('heading', { level: 1, name: 'There is nothing here' }).waitFor();
});

it('whoever runs a channel manages its people; members do not', async () => {
  const ana = await Person.register(web.server, { displayName: 'Ana Ruiz' });
  const bruno = await Person.register(web.server, { displayName: 'Bruno Paz' });
  const carla = await Person.register(web.server, { displayName: 'Carla Gil' });
  const { id } = await ana.createChannel({ name: 'the-assembly' }, [bruno]);
  const path = `/c/${id}?panel=members`;
  const [owner, member] = await Promise.all([web.visit(ana, path), web.visit(bruno, path, { instance: 1 })]);
  const panel = owner.page.getByRole('complementary', { name: 'Beside the conversation' });
  await member.page.getByText(`@${ana.username}`).waitFor();
  expect(await member.page.getByRole('button', { name: /^Actions for/ }).count()).toBe(0);

  await panel.getByRole('button', { name: 'Add people' }).click();
  await focused(panel.getByRole('searchbox'));
  await panel.getByRole('searchbox', { name: 'Name or username' }).fill('carla');
  // What is found moves the line while it is pressed.
  await expect.poll(() => panel.getByRole('listitem').count(), { timeout: 30_000 }).toBe(1);
  await panel.getByRole('button', { name: 'Add: Carla Gil' }).click();
  await panel.getByRole('listitem').filter({ hasText: 'Carla Gil' }).getByText('In the channel').waitFor();
  await focused(panel.getByRole('searchbox', { name: 'Name or username' }));
  await panel.getByRole('button', { name: 'Back to the members' }).click();
  await panel.getByRole('button', { name: 'Actions for Carla Gil' }).click();
  await owner.page.getByRole('menuitemradio', { name: 'Moderator' }).click();
  await panel.getByText(`@${carla.username} · Moderator`).waitFor();

  await panel.getByRole('button', { name: 'Actions for Bruno Paz' }).click();
  await owner.page
    .getByRole('menu', { name: 'Actions for Bruno Paz' })
    .getByRole('menuitem', { name: 'Mute for a time' })
    .click();
  await owner.page.getByRole('dialog', { name: 'Mute Bruno Paz' }).getByRole('button', { name: 'Mute' }).click();
  await owner.page.getByText('Bruno Paz is muted.').waitFor();
  await focused(panel.getByRole('button', { name: 'Actions for Bruno Paz' }));
  await expectAccessible(owner.page);
  await panel.getByRole('button', { name: 'Actions for Bruno Paz' }).click();
  await owner.page.getByRole('menuitem', { name: 'Ban' }).click();
  await owner.page.getByRole('dialog', { name: 'Ban Bruno Paz' }).getByRole('button', { name: 'Ban' }).click();
  await member.page.getByRole('link', { name: 'the-assembly' }).waitFor({ state: 'detached' });
  await focused(panel.getByRole('button', { name: 'Actions for Carla Gil' }));
  await panel.getByRole('button', { name: 'Banned people' }).click();
  await panel.getByRole('button', { name: 'Lift the ban' }).click();
  await panel.getByText('Nobody is banned.').waitFor();
});

it('reports are judged, settings changed and the channel archived by its owner', async () => {
  const ana = await Person.register(web.server);
  const bruno = await Person.register(web.server);
  const { id } = await ana.createChannel({ name: 'the-market' }, [bruno]);
  const { message } = await bruno.post(id, 'buy my cheap watches');
  const carla = await Person.register(web.server);
  expect((await carla.call('POST', `/messages/${message.id}/reports`, { reason: 'spam' })).status).toBe(201);
  const visitor = await web.visit(ana, `/c/${id}?panel=moderation`);
  const { page } = visitor;
  const panel = page.getByRole('complementary', { name: 'Beside the conversation' });
  await panel.getByText('buy my cheap watches').waitFor();
  await expectAccessible(page);
  await panel.getByRole('button', { name: /^Resolve the report/ }).click();
  const verdict = page.getByRole('dialog', { name: 'Resolve a report' });
  await verdict.getByLabel('What is done').selectOption('muted');
  await verdict.getByLabel('Until').fill('');
  await verdict.getByLabel('What is done').selectOption('deleted');
  await expectAccessible(page);
  await verdict.getByRole('button', { name: 'Resolve' }).click();
  await panel.getByText('There is nothing to judge.').waitFor();

  await visitor.goTo(`/c/${id}?panel=info`);
  await panel.getByRole('textbox', { name: 'Topic' }).fill('Fruit and vegetables');
  // By a key: what is still being loaded above it moves it.
  await panel.getByRole('switch', { name: 'Only owners and moderators post' }).press('Space');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => ana.channel(id)).toMatchObject({ topic: 'Fruit and vegetables', posting: 'moderators' });
  await panel.getByRole('button', { name: 'Archive the channel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive the channel' }).click();
  await panel.getByText('This channel is archived.').waitFor();
  await panel.getByRole('button', { name: 'Restore the channel' }).click();
  await panel.getByText('This channel is archived.').waitFor({ state: 'detached' });
});

it('people are found, shown on a card, and talked with, several at once too', async () => {
  const ana = await Person.register(web.server);
  await Person.register(web.server, { displayName: 'Dora Vela' });
  await Person.register(web.server, { displayName: 'Elio Mar' });
  const visitor = await web.visit(ana, '/people', {
    viewport: { width: 360, height: 740 },
    colorScheme: 'dark',
  });
  const { page } = visitor;
  const search = page.getByRole('textbox', { name: 'Name or username' });
  await search.fill('dora');
  await page.getByRole('button', { name: /Dora Vela/ }).click();
  await page.getByRole('dialog', { name: 'Dora Vela' }).getByRole('button', { name: 'Message' }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.getByRole('checkbox', { name: 'Choose Dora Vela' }).check();
  await search.fill('elio');
  await page.getByRole('checkbox', { name: 'Choose Elio Mar' }).check();
  await page.getByRole('button', { name: 'Start a group conversation' }).click();
  await page.getByRole('heading', { level: 1, name: 'Dora Vela, Elio Mar' }).waitFor();
});
