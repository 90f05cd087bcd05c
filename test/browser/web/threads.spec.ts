import { expect, it } from 'vitest';
import { Thread } from '../../../src/contract/threads.js';
import { Person } from '../../support/factories.js';
import { useWeb, type Visitor } from '../../support/web-page.js';

const web = useWeb({ instances: 2 });

const unreadOf = async (person: Person, thread: string): Promise<number | undefined> =>
  (await person.get(Thread, `/threads/${thread}`)).follower?.unread;

it('people on two instances talk in a thread, vote and find what is pinned', async () => {
  const [ana, bruno] = [await Person.register(web.server), await Person.register(web.server)];
  const { id } = await ana.createChannel({ name: 'lunch' }, [bruno]);
  const { message } = await ana.post(id, 'Where do we eat?');
  const anas = await web.visit(ana, `/c/${id}`);
  const brunos = await web.visit(bruno, `/c/${id}`, { instance: 1 });

  await anas.goTo(`/c/${id}?panel=thread:${message.id}`);
  const anaThread = anas.page.getByRole('complementary');
  await anaThread.getByRole('textbox').fill('At the market');
  await anaThread.getByRole('textbox').press('Enter');
  await anaThread.getByRole('feed').getByText('At the market').waitFor();

  await brunos.page.getByRole('button', { name: /1 reply/ }).waitFor();
  await brunos.page.getByRole('button', { name: /1 reply/ }).click();
  const brunoThread = brunos.page.getByRole('complementary');
  await brunoThread.getByText('At the market').waitFor();
  await brunoThread.getByRole('textbox').fill('Good idea');
  await brunoThread.getByRole('textbox').press('Enter');
  await anaThread.getByText('Good idea').waitFor();
  await anas.page.getByRole('button', { name: /2 replies/ }).waitFor();
  await expect.poll(() => unreadOf(ana, message.id)).toBe(0);

  const poll = { clientId: crypto.randomUUID(), body: 'What?', poll: { options: ['Tacos', 'Salad'] } };
  await ana.call('POST', `/channels/${id}/messages`, poll);
  const vote = (visitor: Visitor, option: string) => visitor.page.getByRole('radio', { name: new RegExp(option) });
  await vote(brunos, 'Tacos').check();
  await anas.page.getByText('1 person voted').waitFor();
  await vote(anas, 'Salad').check();
  await brunos.page.getByText('2 people voted').waitFor();
  // The arrows only lead to an answer.
  await vote(brunos, 'Tacos').press('ArrowDown');
  await brunos.page.locator('label:has(:focus)', { hasText: 'Salad' }).waitFor();
  expect(await vote(brunos, 'Tacos').isChecked()).toBe(true);
  await brunos.page.keyboard.press('Enter');
  await anas.page.getByLabel('2 votes').waitFor();

  await ana.call('PUT', `/messages/${message.id}/pin`);
  await brunos.goTo(`/c/${id}?panel=pins`);
  await brunos.page.getByRole('complementary').getByText('Where do we eat?').waitFor();
  await ana.call('DELETE', `/messages/${message.id}/pin`);
  await brunos.page.getByText('Nothing is pinned here').waitFor();

  await brunos.goTo('/threads');
  await brunos.page.getByText('Where do we eat?').waitFor();
  await brunos.page.getByRole('link', { name: 'Go to the message' }).click();
  await brunos.page.getByRole('complementary').getByText('Good idea').waitFor();

  await anas.goTo('/threads');
  await brunoThread.getByRole('textbox').fill('See you there');
  await brunoThread.getByRole('textbox').press('Enter');
  await anas.page.getByRole('link', { name: 'Threads 1 unread' }).waitFor();
  await anas.page.getByRole('main').getByText('1 new').waitFor();
  await anas.page.getByRole('link', { name: 'Go to the message' }).click();
  await anaThread.getByText('See you there').waitFor();
  await anas.page.getByRole('link', { name: 'Threads', exact: true }).click();
  await anas.page.getByRole('main').getByText('3 replies').waitFor();
  await anas.page.getByRole('main').getByText('1 new').waitFor({ state: 'detached' });
});
