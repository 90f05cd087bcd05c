import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { ChannelPage, MemberPage, MyChannelPage } from '../../src/contract/channels.js';
import { MessagePage } from '../../src/contract/messages.js';
import { Me, User } from '../../src/contract/users.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';
import type { z } from 'zod';

const ROUNDS = 8;
const INSTANCES = [0, 1];

let server: Server;
/** Each instance reaches Redis through one of its own. */
let proxies: BreakableProxy[];
let ana: Person;
let bruno: Person;
let channelId: string;
let channels = 0;

beforeAll(async () => {
  const redis = new URL(inject('redisUrl'));
  const target = { host: redis.hostname, port: Number(redis.port) };
  proxies = await Promise.all(INSTANCES.map(() => BreakableProxy.before(target)));
  const [first = {}, second] = proxies.map(({ port }) => {
    const url = `redis://127.0.0.1:${port}`;
    return { REDIS_URL: `${url}/0`, REDIS_CACHE_URL: `${url}/1` };
  });
  server = await Server.start({ env: first });
  await server.addInstance(second);
  ana = await Person.register(server);
  bruno = await Person.register(server);
  ({ id: channelId } = await ana.createChannel({}, [bruno]));
});
afterAll(async () => {
  for (const proxy of proxies) proxy.restore();
  await server.stop();
  await Promise.all(proxies.map((proxy) => proxy.close()));
});
afterEach(() => {
  for (const proxy of proxies) proxy.restore();
});

const read = async <T>(person: Person, schema: z.ZodType<T>, path: string, instance: number): Promise<T> =>
  succeeded(schema, await person.call('GET', path, undefined, { instance }));

async function write(person: Person, method: string, path: string, body: unknown, instance: number): Promise<void> {
  const { status, body: answer } = await person.call(method, path, body, { instance });
  if (status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
}

/** Writes through one instance, and reads at once through both what was written, again and again. */
async function freshEverywhere(
  change: (round: number, instance: number) => Promise<void>,
  seen: (round: number, instance: number) => Promise<boolean>,
): Promise<string[]> {
  const stale: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const through = round % 2;
    await change(round, through);
    const looks = [1 - through, through, 1 - through].map(async (instance) => {
      if (!(await seen(round, instance)))
        stale.push(`round ${round}: written through ${through}, read from ${instance}`);
    });
    await Promise.all(looks);
  }
  return stale;
}

const WEATHER: [name: string, break_: () => void][] = [
  ['as it should be', () => undefined],
  ['away for the one who is asked second', () => proxies[1]?.cut()],
  ['hanging for the one who is asked first', () => proxies[0]?.blackhole()],
  ['answering nobody, though it takes what it is told', () => proxies.forEach((proxy) => proxy.swallowAnswers())],
];

const name = (round: number) => `Ana of round ${round}`;

describe.each(WEATHER)(
  'with Redis %s, whoever wrote reads on both instances what they wrote:',
  (_weather, breakRedis) => {
    it('their profile, as they and as others see it', async () => {
      breakRedis();
      const stale = await freshEverywhere(
        (round, instance) => write(ana, 'PATCH', '/users/me', { displayName: name(round) }, instance),
        async (round, instance) => {
          const me = await read(ana, Me, '/users/me', instance);
          const other = await read(bruno, User, `/users/${ana.id}`, instance);
          return me.displayName === name(round) && other.displayName === name(round);
        },
      );
      expect(stale).toEqual([]);
    });

    it('the list of their channels: messages, topics, what they have read, what they hear of', async () => {
      breakRedis();
      const { id } = await ana.createChannel();
      let said = 0;
      const mine = async (instance: number) => {
        const { items } = await read(ana, MyChannelPage, '/channels', instance);
        return items.find((each) => each.id === id);
      };
      const changes = [
        async (round: number, instance: number) => {
          const body = { clientId: crypto.randomUUID(), body: `round ${round}` };
          await write(ana, 'POST', `/channels/${id}/messages`, body, instance);
          said++;
        },
        (round: number, instance: number) =>
          write(ana, 'PATCH', `/channels/${id}`, { topic: `round ${round}` }, instance),
        (round: number, instance: number) =>
          write(
            ana,
            'PUT',
            `/channels/${id}/notifications`,
            { level: round % 4 < 2 ? 'all' : 'nothing', mutedUntil: null },
            instance,
          ),
      ];
      const stale = await freshEverywhere(
        async (round, instance) => {
          for (const change of changes) await change(round, instance);
        },
        async (round, instance) => {
          const channel = await mine(instance);
          const level = round % 4 < 2 ? 'all' : 'nothing';
          return channel?.seq === said && channel.topic === `round ${round}` && channel.notifications.level === level;
        },
      );
      expect(stale).toEqual([]);
    });

    it('the list of public channels: new ones, and how far each log is', async () => {
      breakRedis();
      const topic = `freshness ${++channels}`;
      let made = '';
      const stale = await freshEverywhere(
        async (round, instance) => {
          const body = { name: `${topic}, ${round}`, kind: 'public' };
          const answer = await ana.call('POST', '/channels', body, { instance });
          ({ id: made } = succeeded(MyChannelPage.shape.items.element, answer));
          await write(
            ana,
            'POST',
            `/channels/${made}/messages`,
            { clientId: crypto.randomUUID(), body: 'hello' },
            instance,
          );
        },
        async (round, instance) => {
          const { items } = await read(
            bruno,
            ChannelPage,
            `/channels/browse?query=${encodeURIComponent(topic)}`,
            instance,
          );
          return items.length === round + 1 && items.find(({ id }) => id === made)?.seq === 1;
        },
      );
      expect(stale).toEqual([]);
    });

    it('who is in a channel, as what, and under which name', async () => {
      breakRedis();
      const stale = await freshEverywhere(
        async (round, instance) => {
          const role = round % 4 < 2 ? 'moderator' : 'member';
          await write(ana, 'PUT', `/channels/${channelId}/members/${bruno.id}`, { role }, instance);
          await write(bruno, 'PATCH', '/users/me', { displayName: `Bruno ${round}` }, instance);
        },
        async (round, instance) => {
          const { items } = await read(ana, MemberPage, `/channels/${channelId}/members`, instance);
          const member = items.find(({ user }) => user.id === bruno.id);
          return (
            member?.role === (round % 4 < 2 ? 'moderator' : 'member') && member.user.displayName === `Bruno ${round}`
          );
        },
      );
      expect(stale).toEqual([]);
    });

    it('the newest page of a channel: sent, edited and deleted', async () => {
      breakRedis();
      let last = '';
      const changes: ((round: number, instance: number) => Promise<void>)[] = [
        async (round, instance) => {
          const body = { clientId: crypto.randomUUID(), body: `round ${round}` };
          const answer = await ana.call('POST', `/channels/${channelId}/messages`, body, { instance });
          last = MessagePage.shape.items.element.parse((answer.body as { message: unknown }).message).id;
        },
        (round, instance) => write(ana, 'PATCH', `/messages/${last}`, { body: `round ${round}` }, instance),
        (_, instance) => write(ana, 'DELETE', `/messages/${last}`, undefined, instance),
      ];
      const stale = await freshEverywhere(
        (round, instance) => changes[round % 3]?.(round, instance) ?? Promise.resolve(),
        async (round, instance) => {
          const { items } = await read(bruno, MessagePage, `/channels/${channelId}/messages`, instance);
          const newest = items.at(-1);
          return newest?.id === last && newest.body === (round % 3 === 2 ? '' : `round ${round}`);
        },
      );
      expect(stale).toEqual([]);
    });

    it('who may read: from the moment of a removal nothing of the channel is shown, from that of an admission all of it', async () => {
      breakRedis();
      const { id } = await ana.createChannel({ kind: 'private' });
      const member = `/channels/${id}/members/${bruno.id}`;
      const stale = await freshEverywhere(
        (round, instance) =>
          write(
            ana,
            round % 2 === 0 ? 'PUT' : 'DELETE',
            member,
            round % 2 === 0 ? { role: 'member' } : undefined,
            instance,
          ),
        async (round, instance) => {
          const paths = [`/channels/${id}/messages`, `/channels/${id}/members`];
          const answers = await Promise.all(paths.map((path) => bruno.call('GET', path, undefined, { instance })));
          return answers.every(({ status }) => status === (round % 2 === 0 ? 200 : 404));
        },
      );
      expect(stale).toEqual([]);
    });

    it('the end of their session, by their own doing', async () => {
      const session = await bruno.signInAgain();
      await session.call('GET', '/users/me');
      breakRedis();
      await write(session, 'POST', '/auth/logout', undefined, 0);
      const path = `/channels/${channelId}/messages`;
      const answers = await Promise.all(
        INSTANCES.map((instance) => session.call('GET', path, undefined, { instance })),
      );
      expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    });
  },
);
