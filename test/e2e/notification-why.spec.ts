import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MyChannel } from '../../src/contract/channels.js';
import { Explanation } from '../../src/contract/notifications.js';
import { PushKey } from '../../src/contract/push.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { EventClient } from '../support/event-source.js';
import { Person } from '../support/factories.js';
import { PushEndpoint } from '../support/push-endpoint.js';
import { succeeded } from '../support/rest.js';

const WITHIN_MS = 30_000;

/** What is said, and to whom. */
type Said = 'name' | '@channel' | '@here' | 'keyword' | 'plain' | 'direct';
type Role = 'member' | 'moderator' | 'owner' | 'author' | 'outsider';

interface Case {
  said: Said;
  role?: Role;
  presence?: 'offline' | 'socket' | 'stream';
  level?: 'all' | 'mentions' | 'nothing';
  muted?: 'now' | 'until yesterday';
  quiet?: 'hours' | 'other hours' | 'do not disturb' | 'do not disturb, until yesterday';
  /** Ways of the kind that this is about. */
  ways?: { inApp?: boolean; push?: boolean; email?: 'immediate' | 'digest' | 'never' };
  pushable?: boolean;
  /** `told` and the rule; then what became of screens, push and e-mail, as `state: reason`. */
  why: [told: boolean, rule: string, ...ways: string[]];
}

const DAY_MS = 86_400_000;
const always = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '00:00' }));
const UNTIL_READ = 'planned: if_unread';
const NO_PUSH = 'skipped: no_subscription';
const SILENT = ['planned: quiet_hours', 'planned: quiet_hours'];
const told = (rule: string, ...ways: string[]): Case['why'] => [true, rule, ...ways];
const untold = (rule: string): Case['why'] => [false, rule];

const cases: Case[] = [
  // Kinds, and nobody there.
  { said: 'name', why: told('mentioned', 'sent: inbox', NO_PUSH, UNTIL_READ) },
  { said: '@channel', why: told('mentioned_all', 'sent: inbox', NO_PUSH, UNTIL_READ) },
  { said: '@here', why: untold('not_here') },
  { said: 'keyword', why: told('keyword', 'sent: inbox', NO_PUSH, 'planned: digest') },
  { said: 'plain', why: untold('not_concerned') },
  { said: 'direct', why: told('direct_message', 'sent: inbox', NO_PUSH, UNTIL_READ) },
  { said: 'plain', level: 'all', why: told('level_all', 'sent: inbox', NO_PUSH, 'skipped: preference') },
  // Presence.
  { said: 'name', presence: 'socket', why: told('mentioned', 'sent: socket', NO_PUSH, UNTIL_READ) },
  { said: 'name', presence: 'stream', why: told('mentioned', 'sent: stream', NO_PUSH, UNTIL_READ) },
  { said: '@here', presence: 'socket', why: told('mentioned_here', 'sent: socket', NO_PUSH, UNTIL_READ) },
  { said: '@here', presence: 'stream', why: told('mentioned_here', 'sent: stream', NO_PUSH, UNTIL_READ) },
  { said: 'direct', presence: 'socket', why: told('direct_message', 'sent: socket', NO_PUSH, UNTIL_READ) },
  { said: 'plain', presence: 'socket', why: untold('not_concerned') },
  // Push, by presence.
  { said: 'name', pushable: true, why: told('mentioned', 'sent: inbox', 'sent: push_service', UNTIL_READ) },
  { said: 'name', pushable: true, presence: 'socket', why: told('mentioned', 'sent: socket', UNTIL_READ, UNTIL_READ) },
  {
    said: 'direct',
    pushable: true,
    presence: 'stream',
    why: told('direct_message', 'sent: stream', UNTIL_READ, UNTIL_READ),
  },
  // Preferences.
  {
    said: 'name',
    pushable: true,
    ways: { push: false },
    why: told('mentioned', 'sent: inbox', 'skipped: preference', UNTIL_READ),
  },
  { said: 'name', ways: { email: 'never' }, why: told('mentioned', 'sent: inbox', NO_PUSH, 'skipped: preference') },
  { said: 'name', ways: { email: 'digest' }, why: told('mentioned', 'sent: inbox', NO_PUSH, 'planned: digest') },
  { said: 'name', ways: { inApp: false }, why: told('mentioned', 'skipped: preference', NO_PUSH, UNTIL_READ) },
  {
    said: 'name',
    presence: 'socket',
    pushable: true,
    ways: { inApp: false },
    why: told('mentioned', 'skipped: preference', 'sent: push_service', UNTIL_READ),
  },
  {
    said: 'name',
    ways: { inApp: false, push: false, email: 'never' },
    why: told('mentioned', 'skipped: preference', 'skipped: preference', 'skipped: preference'),
  },
  { said: 'keyword', ways: { email: 'immediate' }, why: told('keyword', 'sent: inbox', NO_PUSH, UNTIL_READ) },
  { said: 'direct', ways: { email: 'digest' }, why: told('direct_message', 'sent: inbox', NO_PUSH, 'planned: digest') },
  // Quiet hours and do not disturb.
  { said: 'name', quiet: 'hours', pushable: true, why: told('mentioned', 'sent: inbox', ...SILENT) },
  {
    said: 'name',
    quiet: 'hours',
    presence: 'socket',
    pushable: true,
    why: told('mentioned', 'sent: socket', ...SILENT),
  },
  { said: 'direct', quiet: 'hours', pushable: true, why: told('direct_message', 'sent: inbox', ...SILENT) },
  {
    said: 'name',
    quiet: 'do not disturb',
    pushable: true,
    why: told('mentioned', 'sent: inbox', 'planned: do_not_disturb', 'planned: do_not_disturb'),
  },
  { said: 'name', quiet: 'other hours', why: told('mentioned', 'sent: inbox', NO_PUSH, UNTIL_READ) },
  {
    said: 'name',
    quiet: 'do not disturb, until yesterday',
    pushable: true,
    why: told('mentioned', 'sent: inbox', 'sent: push_service', UNTIL_READ),
  },
  { said: 'plain', quiet: 'hours', why: untold('not_concerned') },
  // Mute and level.
  { said: 'name', muted: 'now', why: untold('muted') },
  { said: '@channel', muted: 'now', why: untold('muted') },
  { said: 'keyword', muted: 'now', why: untold('muted') },
  { said: 'direct', muted: 'now', why: untold('muted') },
  { said: 'name', muted: 'until yesterday', why: told('mentioned', 'sent: inbox', NO_PUSH, UNTIL_READ) },
  { said: 'plain', muted: 'now', level: 'all', why: untold('muted') },
  { said: 'name', level: 'nothing', why: untold('level_nothing') },
  { said: '@channel', level: 'nothing', presence: 'socket', why: untold('level_nothing') },
  { said: 'keyword', level: 'nothing', why: untold('level_nothing') },
  { said: 'direct', level: 'nothing', why: untold('level_nothing') },
  { said: 'name', level: 'nothing', muted: 'now', why: untold('muted') },
  { said: 'plain', level: 'nothing', why: untold('not_concerned') },
  // Roles.
  { said: 'name', role: 'owner', why: told('mentioned', 'sent: inbox', NO_PUSH, UNTIL_READ) },
  { said: '@channel', role: 'moderator', why: told('mentioned_all', 'sent: inbox', NO_PUSH, UNTIL_READ) },
  { said: 'plain', role: 'owner', why: untold('not_concerned') },
  { said: 'name', role: 'author', why: untold('own_message') },
  { said: '@channel', role: 'author', level: 'all', why: untold('own_message') },
  { said: 'name', role: 'outsider', why: untold('not_a_member') },
  { said: '@channel', role: 'outsider', presence: 'socket', why: untold('not_concerned') },
  { said: 'keyword', role: 'outsider', why: untold('not_concerned') },
];

const kindOf: Record<Said, string> = {
  name: 'mention',
  '@channel': 'mention',
  '@here': 'mention',
  keyword: 'keyword',
  plain: 'channel_message',
  direct: 'direct_message',
};

let server: Server;
let pushService: PushEndpoint;
let owner: Person;

beforeAll(async () => {
  server = await Server.start({ worker: true, env: { PUSH_AFTER: '3600' } });
  owner = await Person.register(server);
  pushService = await PushEndpoint.start((await owner.get(PushKey, '/push/key')).publicKey);
});
afterAll(async () => {
  await server.stop();
  await pushService.stop();
});

const at = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString();

async function prefer(person: Person, { said, quiet, ways }: Case): Promise<void> {
  const other = ((new Date().getUTCDay() + 3) % 7) + 1;
  const quietHours = {
    hours: always.filter(({ weekday }) => weekday !== other),
    'other hours': [{ weekday: other, from: '03:00', to: '03:30' }],
  };
  await person.call('PATCH', '/notifications/preferences', {
    keywords: ['hippopotamus'],
    ...(ways && { kinds: { [kindOf[said]]: ways } }),
    ...((quiet === 'hours' || quiet === 'other hours') && { quietHours: quietHours[quiet] }),
    ...(quiet === 'do not disturb' && { doNotDisturbUntil: at(2 * 3_600_000) }),
    ...(quiet === 'do not disturb, until yesterday' && { doNotDisturbUntil: at(-DAY_MS) }),
  });
}

async function beThere(person: Person, { presence, pushable }: Case): Promise<void> {
  if (presence === 'socket') await person.connect();
  const options = { events: ['notification'], bearer: person.accessToken };
  if (presence === 'stream') await EventClient.open(server, '/notifications/events', options);
  if (pushable) await person.call('POST', '/push/subscriptions', pushService.browser().subscription);
}

async function channelFor(person: Person, { said, role = 'member', level, muted }: Case): Promise<string> {
  const channel =
    said === 'direct'
      ? succeeded(MyChannel, await owner.call('POST', '/channels/direct', { userIds: [person.id] }))
      : await owner.createChannel();
  if (said !== 'direct' && role !== 'outsider') {
    await owner.invite(channel.id, person.id, role === 'author' ? 'member' : role);
  }
  if (level || muted) {
    const mutedUntil = muted === undefined ? null : at(muted === 'now' ? DAY_MS : -DAY_MS);
    await person.call('PUT', `/channels/${channel.id}/notifications`, { level: level ?? 'mentions', mutedUntil });
  }
  return channel.id;
}

function bodyOf(said: Said, person: Person): string {
  const bodies = { name: `@${person.username}`, keyword: 'a hippopotamus', plain: 'nothing', direct: 'for you' };
  return said === '@channel' || said === '@here' ? said : bodies[said];
}

/** Once it was decided, and what was to be done at once is done. */
async function explained(path: string, { why: [, rule] }: Case): Promise<Explanation> {
  let last: Explanation | undefined;
  await until(
    () => `${rule}: ${JSON.stringify(last)}`,
    async () => {
      last = await owner.get(Explanation, path);
      const settled = last.deliveries.every(
        ({ way, state, reason }) =>
          way !== 'push' || (state !== 'sending' && reason !== 'offline' && reason !== 'not_in_app'),
      );
      return last.rule === rule && settled;
    },
    WITHIN_MS,
  );
  if (!last) throw new Error('gone');
  return last;
}

describe('why somebody did or did not hear of a message', () => {
  it.each(cases.map((entry, i) => [`${i + 1}: ${JSON.stringify(entry)}`, entry] as const))('%s', async (_, entry) => {
    const person = await Person.register(server);
    await prefer(person, entry);
    await beThere(person, entry);
    const channelId = await channelFor(person, entry);
    const author = entry.role === 'author' ? person : owner;

    const { message } = await author.post(channelId, bodyOf(entry.said, person));

    const path = `/notifications/explain?messageId=${message.id}&userId=${person.id}`;
    const explanation = await explained(path, entry);
    const ways = explanation.deliveries.map(({ state, reason }) => `${state}: ${reason}`);
    expect([explanation.told, explanation.rule, ...ways]).toEqual(entry.why);
  });

  it('is asked in 40 cases at least', () => {
    expect(new Set(cases.map((entry) => JSON.stringify(entry))).size).toBeGreaterThanOrEqual(40);
  });
});
