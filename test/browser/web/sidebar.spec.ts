import { expect, it } from 'vitest';
import { expectAccessible } from '../../support/axe.js';
import { Person } from '../../support/factories.js';
import { focused, LOST_CONNECTION, online, useWeb } from '../../support/web-page.js';

const web = useWeb({ instances: 2 });

it('somebody sees what is unread and for them as it comes, and goes through it by keyboard', async () => {
  const ana = await Person.register(web.server, { displayName: 'Ana Ruiz' });
  const bruno = await Person.register(web.server, { displayName: 'Bruno Paz' });
  const office = await ana.createChannel({ name: 'office' }, [bruno]);
  const random = await ana.createChannel({ name: 'random' }, [bruno]);
  await ana.createChannel({ name: 'quiet' });
  const visitor = await web.visit(ana, `/c/${office.id}`, { instance: 1 });
  const { page } = visitor;
  const list = page.getByRole('navigation', { name: 'Conversations' });
  await list.getByRole('link', { name: 'random' }).waitFor();

  await bruno.post(random.id, 'news for whoever reads');
  await list.getByRole('link', { name: 'random 1 unread' }).waitFor();
  await bruno.post(random.id, `@${ana.username} for you`);
  await list.getByRole('link', { name: 'random 2 unread 1 mention' }).waitFor();
  const { status, body } = await bruno.call('POST', '/channels/direct', { userIds: [ana.id] });
  expect(status).toBe(201);
  await bruno.post((body as { id: string }).id, 'directly');
  await list.getByRole('link', { name: /Bruno Paz 1 unread$/ }).waitFor();
  await expectAccessible(page);

  await page.keyboard.press('Alt+Shift+ArrowDown');
  await page.waitForURL(`**/c/${random.id}*`);
  await page.getByRole('heading', { level: 1, name: 'random' }).waitFor();
  await page.keyboard.press('Escape');
  await list.getByRole('link', { name: 'random', exact: true }).waitFor();
  await list.getByRole('link', { name: 'office' }).click();
  await focused(page.getByRole('textbox', { name: /office/ }));
  await page.keyboard.press('Alt+Shift+ArrowDown');
  await page.waitForURL((at) => !at.pathname.includes(random.id));
  await page.getByRole('heading', { level: 1, name: 'Bruno Paz' }).waitFor();
});

it('the list is arranged by hand, on all devices', async () => {
  const ana = await Person.register(web.server);
  const { id } = await ana.createChannel({ name: 'the-workshop' });
  await ana.createChannel({ name: 'the-garden' });
  const [here, there] = await Promise.all([web.visit(ana, `/c/${id}`), web.visit(ana, `/c/${id}`, { instance: 1 })]);
  for (const { page } of [here, there]) await online(page);
  // A line may be made anew under the pointer while the list is arranged.
  const openMenu = async (name: string): Promise<void> => {
    const more = here.page.getByRole('button', { name: `More for ${name}` });
    const point = async (): Promise<boolean> => {
      await here.page.getByRole('link', { name }).hover({ position: { x: 20 + Math.random() * 20, y: 8 } });
      return more.isVisible();
    };
    await expect.poll(point, { timeout: 30_000 }).toBe(true);
    await more.click();
  };
  await openMenu('the-workshop');
  await here.page.getByRole('menuitem', { name: 'Add to favourites' }).click();
  await there.page.getByRole('button', { name: 'Favourites' }).waitFor();

  await here.page.getByRole('button', { name: 'Add channels' }).click();
  await here.page.getByRole('menuitem', { name: 'New category' }).click();
  await here.page.getByRole('textbox', { name: 'Name' }).fill('Work');
  await here.page.getByRole('button', { name: 'Save' }).click();
  await here.page.getByRole('button', { name: 'Work', exact: true }).waitFor();
  await openMenu('the-garden');
  await here.page.getByRole('menuitem', { name: 'Move to Work' }).click();
  await there.page.getByRole('button', { name: 'Work', exact: true }).click();
  await there.page.getByRole('link', { name: 'the-garden' }).waitFor({ state: 'detached' });
  await here.page.getByRole('link', { name: 'the-garden' }).waitFor();
});

it('anything is reached by a few letters, and the shortcuts can be read', async () => {
  const ana = await Person.register(web.server);
  const bruno = await Person.register(web.server, { displayName: 'Zoe Quintana' });
  const first = await ana.createChannel({ name: 'aardvark-lounge' });
  const { id } = await ana.createChannel({ name: 'zebra-crossing' });
  const visitor = await web.visit(ana, `/c/${first.id}`);
  const { page } = visitor;
  await page.getByRole('heading', { level: 1, name: 'aardvark-lounge' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Jump to' }).fill('zbcr');
  await page.getByRole('button', { name: /zebra-crossing/ }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/c/${id}`);

  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Jump to' }).fill('quintana');
  await page.getByRole('button', { name: new RegExp(bruno.username) }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Zoe Quintana' }).waitFor();

  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Jump to' }).fill(bruno.username);
  const found = page.getByRole('dialog').getByRole('button', { name: /Zoe Quintana/ });
  await expect.poll(() => found.count()).toBe(1);
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: 'Jump to' }).waitFor({ state: 'detached' });

  await page.keyboard.press('Control+/');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByText('Next unread conversation').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
});

it('a lost connection is told calmly, with what waits to be sent, and it goes by itself', async () => {
  const ana = await Person.register(web.server);
  const { id } = await ana.createChannel({ name: 'the-tunnel' });
  const { page, window } = await web.visit(ana, `/c/${id}`, { tolerates: LOST_CONNECTION });
  const box = page.getByRole('textbox', { name: /the-tunnel/ });
  await box.waitFor();
  await online(page);
  await window.context.setOffline(true);
  await page.getByText('You are offline. What you write is sent once you are back.').waitFor();
  await box.fill('from inside the tunnel');
  await box.press('Enter');
  await page.getByText('1 message waits to be sent.').waitFor();
  await page.getByText('Offline', { exact: true }).last().waitFor();
  await page.getByText('Will be sent when there is a connection').waitFor();
  await expectAccessible(page);
  await window.context.setOffline(false);
  await page.getByText('You are offline.', { exact: false }).waitFor({ state: 'detached' });
  await online(page);
  await expect
    .poll(async () => (await ana.history(id)).items.map(({ body }) => body))
    .toEqual(['from inside the tunnel']);
});

it('500 channels are listed with few nodes, and on a phone the list is in a drawer', async () => {
  const ana = await Person.register(web.server);
  await web.server.db.query(
    `WITH made AS (INSERT INTO channels (id, kind, name, created_by)
       SELECT gen_random_uuid(), 'public', 'room ' || n, $1 FROM generate_series(1, 500) n RETURNING id)
     INSERT INTO members (channel_id, user_id, role) SELECT id, $1, 'member' FROM made`,
    [ana.id],
  );
  const visitor = await web.visit(ana, '/people', { viewport: { width: 360, height: 740 } });
  const { page } = visitor;
  await page.getByRole('button', { name: 'Open the list of conversations' }).click();
  const list = page.getByRole('dialog', { name: 'Conversations' });
  await list.getByRole('link', { name: 'room 1', exact: true }).waitFor();
  await expect.poll(() => list.getByRole('link', { name: /^room/ }).count()).toBeLessThan(60);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await focused(page.getByRole('button', { name: 'Open the list of conversations' }));
  await page.getByRole('button', { name: 'Open the list of conversations' }).click();
  await list.getByRole('link', { name: 'room 3', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'room 3' }).waitFor();
  await list.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Open the list of conversations' }).click();
  await list.getByRole('link', { name: 'room 3', exact: true }).click();
  await list.waitFor({ state: 'detached' });
  await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
});

it('what somebody says of themselves stands beside their name where others look', async () => {
  const ana = await Person.register(web.server, { displayName: 'Ana Ruiz' });
  const bruno = await Person.register(web.server);
  await bruno.call('POST', '/channels/direct', { userIds: [ana.id] });
  const [own, other] = await Promise.all([web.visit(ana, '/people'), web.visit(bruno, '/people', { instance: 1 })]);
  const { page } = own;
  await page.getByRole('button', { name: 'You and your status' }).click();
  await page.getByRole('menuitem', { name: 'Set a status' }).click();
  const form = page.getByRole('dialog', { name: 'Set a status' });
  await form.getByRole('button', { name: 'On holiday' }).click();
  await form.getByRole('button', { name: 'Choose an emoji' }).click();
  const picker = page.getByRole('dialog', { name: 'Choose an emoji' });
  await picker.getByRole('combobox').fill('rocket');
  await expectAccessible(page);
  await picker.getByRole('combobox').press('Enter');
  await picker.waitFor({ state: 'detached' });
  await form.getByRole('button', { name: 'Save' }).click();
  await focused(page.getByRole('button', { name: 'You and your status' }));
  await other.page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('link', { name: /Ana Ruiz 🚀 On holiday/ })
    .waitFor();
  await page.getByRole('button', { name: 'You and your status' }).click();
  await page.getByRole('menuitemradio', { name: 'Busy' }).click();
  await other.page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('link', { name: /^Busy ?Ana Ruiz/ })
    .waitFor();
});
