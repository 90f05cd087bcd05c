import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MembersService } from '../../src/channels/members.service.js';
import { AdministratorDashboard, Dashboard, MemberDashboard } from '../../src/contract/dashboard.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { EventClient } from '../support/event-source.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

const WITHIN_MS = 30_000;
/** Who is online in a channel is read this often at most. */
const ONLINE_EVERY_MS = 2000;
const NO_CHANNELS = { total: 0, active: 0, top: [] };

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
    let queues: AdministratorDashboard['jobs']['queues'] | undefined;
    await until('Redis tells of its queues', async () => (queues = (await all()).jobs.queues) !== null, WITHIN_MS);
    expect(queues?.map(({ name }) => name).toSorted()).toEqual([
      'deliveries',
      'jobs',
      'mail',
      'notifications',
      'push',
      'scheduled',
    ]);
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
      WITHIN_MS,
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
    expect((await mine(felix)).channels).toEqual(NO_CHANNELS);
    for (const socket of sockets) socket.close();
  });

  it('counts nobody who is invisible', async () => {
    const [jana, kurt] = [await Person.register(server), await Person.register(server)];
    const { id } = await jana.createChannel({ kind: 'private' }, [kurt]);
    await jana.post(id, 'who is there?');
    const [janas, kurts] = [await jana.connect(), await kurt.connect({ instance: 1 })];
    let seen: MemberDashboard | undefined;
    const counts = (count: number) =>
      until(
        () => `${count}: ${JSON.stringify(seen)}`,
        async () => {
          seen = await mine(jana);
          return seen.people.online === count && seen.channels.top[0]?.online === count;
        },
        WITHIN_MS,
      );
    await counts(2);
    await kurts.request('presence:set', { status: 'invisible' });
    await counts(1);
    expect(seen?.channels.top).toEqual([expect.objectContaining({ id, online: 1 })]);
    await kurts.request('presence:set', { status: 'busy' });
    await counts(2);
    for (const socket of [janas, kurts]) socket.close();
  });
});

it('reads who is online in a channel once for all of its members who ask', async () => {
  const members = await Promise.all(Array.from({ length: 4 }, () => Person.register(server)));
  const [first, ...others] = members;
  await first?.createChannel({ kind: 'private' }, others);
  const socket = await first?.connect();
  const reads = vi.spyOn(MembersService.prototype, 'present');
  const start = performance.now();
  const seen: number[] = [];
  while (!seen.includes(1) || seen.length < 20) {
    for (const member of members) seen.push((await mine(member)).people.online);
  }
  expect(reads.mock.calls.length).toBeGreaterThan(0);
  expect(reads.mock.calls.length).toBeLessThanOrEqual(2 + Math.floor((performance.now() - start) / ONLINE_EVERY_MS));
  reads.mockRestore();
  socket?.close();
});

describe('the stream of the dashboard', () => {
  const open = ({ accessToken: bearer }: Person, instance = 0) =>
    EventClient.open(server, '/dashboard/events', { events: ['dashboard'], bearer, instance });
  const views = ({ events }: EventClient) => events.map(({ data }) => Dashboard.parse(data));

  it('brings administrators the latest at once and then each second, the same to all', async () => {
    const [first, second] = [await open(ana), await open(ana)];
    await first.count(7);
    const seen = (await second.count(3)).slice(1, 3);
    for (const { id } of seen) await first.event((event) => event.id === id);
    const times = views(first)
      .slice(1, 7)
      .map(({ at }) => Date.parse(at));
    // One of them may be late, and the next is then early.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(500 * (times.length - 1));
    first.close();
    second.close();
  });

  it('brings members what is theirs at once and then each second, whether or not anything happens', async () => {
    const client = await open(await Person.register(server), 1);
    await client.count(6);
    const times = views(client).map(({ at }) => Date.parse(at));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(500 * (times.length - 1));
    expect(views(client)).toEqual(times.map(() => expect.objectContaining({ view: 'member', channels: NO_CHANNELS })));
    client.close();
  });

  it('brings members what changes of it', async () => {
    const [hugo, ines] = [await Person.register(server), await Person.register(server)];
    const channel = await hugo.createChannel({ kind: 'private' }, [ines]);
    const client = await open(ines, 1);
    await client.event(({ data }) => MemberDashboard.parse(data).channels.total === 1);
    await hugo.post(channel.id, 'hello');
    await client.event(({ data }) => MemberDashboard.parse(data).messages.lastMinute === 1);
    await hugo.call('DELETE', `/channels/${channel.id}/members/${ines.id}`);
    await client.event(({ data }) => MemberDashboard.parse(data).channels.total === 0);
    expect(views(client).at(-1)).toMatchObject({ messages: { lastMinute: 0 }, unread: { messages: 0 } });
    client.close();
  });

  it('ends for an administrator who is none any more, and comes back as a member’s', async () => {
    const boss = await Person.register(server);
    await server.db.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [boss.id]);
    const client = await open(boss);
    await client.event(({ data }) => Dashboard.parse(data).view === 'administrator');
    await server.db.query(`UPDATE users SET role = 'member', access_version = access_version + 1 WHERE id = $1`, [
      boss.id,
    ]);
    // What changes somebody's standing tells of it as joining a channel does.
    await boss.createChannel();
    await client.event(({ data }) => Dashboard.parse(data).view === 'member');
    const kinds = views(client).map(({ view }) => view);
    expect(kinds.slice(kinds.indexOf('member'))).not.toContain('administrator');
    client.close();
  });
});
