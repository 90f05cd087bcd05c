import { afterAll, beforeAll, expect, it } from 'vitest';
import { Balancer } from '../../support/balancer.js';
import { Person } from '../../support/factories.js';
import { LOST_CONNECTION, useWeb, type Visitor } from '../../support/web-page.js';

const web = useWeb({ instances: 2 });
let balancer: Balancer;
let ana: Person;
let bo: Person;

beforeAll(async () => {
  balancer = await Balancer.before(web.server.instances.map(({ url }) => url));
  ana = await Person.register(web.server);
  bo = await Person.register(web.server);
});
afterAll(() => balancer?.close());

/** What stands in the conversation, from the first to the last. */
const said = (visitor: Visitor): Promise<string[]> =>
  visitor.page
    .getByRole('feed')
    .locator('[data-seq]')
    .getByText(/^(ana|bo) \d+$/)
    .allTextContents();

it('what both write while one of them is offline is there once and in order after', async () => {
  const { id } = await ana.createChannel({}, [bo]);
  const [left, right] = await Promise.all([
    web.visit(ana, `/c/${id}`, { tolerates: LOST_CONNECTION }),
    web.visit(bo, `/c/${id}`, { instance: 1 }),
  ]);
  await left.say('ana 1');
  await right.message('ana 1').waitFor();
  await left.window.context.setOffline(true);
  await left.page.getByText('You are offline.').waitFor();
  await left.say('ana 2');
  await left.say('ana 3');
  await left.message('ana 3').waitFor();
  await right.say('bo 1');
  await right.message('bo 1').locator('[data-seq]').waitFor();
  await left.window.context.setOffline(false);
  const all = ['ana 1', 'bo 1', 'ana 2', 'ana 3'];
  await expect.poll(() => said(left), { timeout: 30_000 }).toEqual(all);
  await expect.poll(() => said(right)).toEqual(all);
});

/** Of those that live the instance that holds most sockets dies: at once for its clients, and really. */
async function killBusiest(): Promise<void> {
  const [busiest] = web.server.instances
    .map(({ connections, stop }, index) => ({ index, stop, held: balancer.isLost(index) ? 0 : connections() }))
    .toSorted((one, other) => other.held - one.held);
  if (!busiest?.held) throw new Error('nobody holds a socket');
  balancer.lose(busiest.index);
  await busiest.stop();
}

it('one instance after the other dies under people who talk, and nothing is lost or doubled', async () => {
  const { id } = await ana.createChannel({}, [bo]);
  const options = { url: balancer.url, tolerates: LOST_CONNECTION };
  const [left, right] = await Promise.all([web.visit(ana, `/c/${id}`, options), web.visit(bo, `/c/${id}`, options)]);
  const all: string[] = [];
  const say = async (who: string, visitor: Visitor): Promise<void> => {
    all.push(`${who} ${all.length}`);
    await visitor.say(all.at(-1) ?? '');
  };
  const allThere = async (): Promise<void> => {
    for (const visitor of [left, right]) await expect.poll(() => said(visitor), { timeout: 30_000 }).toEqual(all);
  };
  await say('ana', left);
  await allThere();
  for (let death = 1; death <= 2; death++) {
    for (let i = 0; i < 5; i++) await say('ana', left);
    const dying = killBusiest();
    for (let i = 0; i < 5; i++) await say('ana', left);
    await dying;
    await allThere();
    await say('bo', right);
    await allThere();
    // Before the other dies one stands in for the first.
    if (death === 1) balancer.add((await web.server.addInstance()).url);
  }
});
