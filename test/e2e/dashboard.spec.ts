import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdministratorDashboard, MemberDashboard } from '../../src/contract/dashboard.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

const WITHIN_MS = 5000;

let server: Server;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  // The first account is the owner's.
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(() => server.stop());

const all = async (instance = 0): Promise<AdministratorDashboard> =>
  succeeded(AdministratorDashboard, await ana.call('GET', '/dashboard', undefined, { instance }));
const mine = async (person: Person, instance = 0): Promise<MemberDashboard> =>
  succeeded(MemberDashboard, await person.call('GET', '/dashboard', undefined, { instance }));

/** On whichever instance it is asked. */
async function everywhere(
  what: string,
  holds: (seen: AdministratorDashboard) => boolean,
): Promise<AdministratorDashboard> {
  let seen: AdministratorDashboard | undefined;
  for (const instance of [0, 1]) {
    const look = async () => holds((seen = await all(instance)) as AdministratorDashboard);
    await until(() => `${what} on instance ${instance}: ${JSON.stringify(seen)}`, look, WITHIN_MS);
  }
  return all();
}

describe('the dashboard of administrators', () => {
  it('knows each process, whichever instance is asked', async () => {
    await everywhere('three processes', ({ instances, degraded }) => !degraded && instances.length === 3);
    const { instances } = await all(1);
    expect(instances.map(({ role }) => role).toSorted()).toEqual(['web', 'web', 'worker']);
    for (const { memory, uptimeSeconds, version } of instances) {
      expect(memory.resident).toBeGreaterThan(memory.heapUsed / 10);
      expect(uptimeSeconds).toBeLessThan(120);
      expect(version).toMatch(/^\d+\.\d+\.\d+/);
    }
  });

  it('counts people once and connections each, over all instances', async () => {
    const people = await Promise.all([Person.register(server), Person.register(server)]);
    const before = await all();
    const sockets = await Promise.all([...people, ...people].map((person, i) => person.connect({ instance: i % 2 })));
    await everywhere(
      'two more people with four sockets',
      ({ people: { online }, sockets: { total } }) =>
        online === before.people.online + 2 && total === before.sockets.total + 4,
    );
    for (const socket of sockets) socket.close();
    const after = await everywhere(
      'nobody of them',
      ({ people: { online }, sockets: { total } }) => online === before.people.online && total === before.sockets.total,
    );
    expect(after.instances.map(({ sockets: open }) => open)).toEqual(before.instances.map(({ sockets: open }) => open));
  });

  it('counts messages and their channels', async () => {
    const channel = await ana.createChannel({}, [bruno]);
    const secret = await ana.createChannel({ kind: 'private' });
    const before = await all();
    for (let i = 0; i < 7; i++) await (i % 2 ? ana : bruno).post(channel.id, `message ${i}`);
    await ana.post(secret.id, 'hush');
    await everywhere('eight messages in two channels', ({ messages, channels }) => {
      const found = channels.top.find(({ id }) => id === channel.id);
      return messages.accepted.lastMinute === before.messages.accepted.lastMinute + 8 && found?.messages === 7;
    });
    const { channels } = await all();
    expect(channels.active).toBeGreaterThanOrEqual(2);
    // What administrators may not look into is not told by its name.
    expect(JSON.stringify(channels.top)).not.toContain(secret.name);
    expect(JSON.stringify(channels.top)).not.toContain(secret.id);
  });

  it('counts what clients were refused, and jobs', async () => {
    const before = await all();
    for (let i = 0; i < 3; i++) await bruno.call('GET', '/admin/audit');
    await everywhere(
      'three refusals',
      ({ errors }) => (errors.byCode['forbidden'] ?? 0) === (before.errors.byCode['forbidden'] ?? 0) + 3,
    );
    expect((await all()).jobs.queues?.map(({ name }) => name).toSorted()).toEqual(
      ['deliveries', 'jobs', 'mail', 'notifications', 'push'].toSorted(),
    );
  });
});

describe('the dashboard of members', () => {
  it('shows their own channels and what waits for them, and nothing else', async () => {
    const [carla, diego] = [await Person.register(server), await Person.register(server)];
    const ours = await carla.createChannel({ kind: 'private' }, [diego]);
    const other = await ana.createChannel({ kind: 'private' });
    await ana.post(other.id, 'not for them');
    for (let i = 0; i < 3; i++) await carla.post(ours.id, `hello @${diego.username} ${i}`);
    let seen: MemberDashboard | undefined;
    await until(
      () => JSON.stringify(seen),
      async () => {
        seen = await mine(diego, 1);
        return seen.channels.top[0]?.messages === 3 && seen.notifications.unread > 0;
      },
      WITHIN_MS * 2,
    );
    expect(seen).toMatchObject({
      view: 'member',
      messages: { lastMinute: 3 },
      channels: { total: 1, active: 1, top: [{ id: ours.id, name: ours.name, unread: 3 }] },
      unread: { channels: 1, messages: 3, mentions: 3 },
    });
    expect(JSON.stringify(seen)).not.toContain(other.id);
  });

  it('counts those online who share a channel with them, on whatever instance', async () => {
    const [elena, felix, gina] = await Promise.all([
      Person.register(server),
      Person.register(server),
      Person.register(server),
    ]);
    const channel = await elena.createChannel({ kind: 'private' }, [felix]);
    const sockets = await Promise.all([
      elena.connect(),
      felix.connect({ instance: 1 }),
      felix.connect(),
      gina.connect(),
    ]);
    const online = async () => {
      const seen = await mine(elena);
      return seen.people.online === 2 && seen.channels.total === 1;
    };
    await until('two of the channel', online, WITHIN_MS);
    expect((await mine(gina)).people.online).toBe(0);
    await elena.call('DELETE', `/channels/${channel.id}/members/${felix.id}`);
    expect((await mine(felix)).channels).toEqual({ total: 0, active: 0, top: [] });
    for (const socket of sockets) socket.close();
  });
});
