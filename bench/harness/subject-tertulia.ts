import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endChild } from './children.js';
import type { Database } from './database.js';
import type { Population } from './population.js';
import { runToEnd, startBackground, startServer } from './servers.js';
import type { Ground, LaunchOptions, Running, Subject } from './subject.js';

const MAIN = 'dist/main.js';
const CLI = 'dist/cli.js';
const WORKER = 'dist/worker.js';
const WEB_CLIENT = 'web/dist/index.html';

export const isBuilt = (root: string): boolean =>
  [MAIN, CLI, WORKER, WEB_CLIENT].every((file) => existsSync(join(root, file)));

/** This server, in one or more web processes, with nothing switched off but the limits on rates. */
export const tertulia = withSettings('tertulia', {});

/** The same, with every answer worked out anew. */
export const nothingKept = withSettings('tertulia, nothing kept', { CACHE_MEMORY_MB: '0' });

function withSettings(name: string, settings: Record<string, string>): Subject {
  const subject: Subject = {
    name,
    dialect: 'socket.io',
    launch: (ground, options) => launch(subject, settings, ground, options),
  };
  return subject;
}

async function launch(
  subject: Subject,
  settings: Record<string, string>,
  { stack, databases, redisUrl, jwtSecret }: Ground,
  { population, instances = 1, compress = false, worker = false }: LaunchOptions,
): Promise<Running> {
  const database = await databases.create('tertulia');
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: `${redisUrl}/0`,
    REDIS_CACHE_URL: `${redisUrl}/1`,
    JWT_SECRET: jwtSecret,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    DRAIN_MS: '0',
    SEND_RATE: 'off',
    CHANNEL_RATE: 'off',
    HTTP_RATE: 'off',
    LOGIN_RATE: 'off',
    MAX_SOCKETS_PER_USER: '1000000',
    MAX_STREAMS_PER_USER: '1000000',
    SOCKET_COMPRESSION: compress ? 'threshold' : 'off',
    ...settings,
  };
  await runToEnd({ name: 'migrate', module: join(stack.root, CLI), args: ['migrate'], env });
  await fill(database, population);
  const servers: ChildProcess[] = [];
  const ports: number[] = [];
  for (let instance = 0; instance < instances; instance++) {
    const port = await stack.freePort();
    servers.push(
      await startServer({
        name: 'tertulia',
        module: join(stack.root, MAIN),
        execArgv: stack.webFlags,
        env,
        port,
        healthPath: '/health/ready',
      }),
    );
    ports.push(port);
  }
  const pids = servers.flatMap(({ pid }) => pid ?? []);
  const background = worker ? startBackground({ name: 'worker', module: join(stack.root, WORKER), env }) : null;
  if (background) servers.push(background);
  return {
    subject,
    ports,
    pids,
    workerPid: background?.pid,
    databaseUrl: database.url,
    compress,
    async stored() {
      const { messages = 0, broken = 0 } = await database.count(COUNT);
      return { messages, broken };
    },
    async stop() {
      await Promise.all(servers.map((server) => endChild(server)));
      await database.drop();
    },
  };
}

// Doubles by idempotency key, and channels whose numbering has a hole.
const COUNT = `
  select (select count(*) from messages) as messages,
         (select count(*) - count(distinct (channel_id, author_id, client_id)) from messages)
       + (select count(*) from (
            select 1 from messages group by channel_id having count(*) <> max(seq) or min(seq) <> 1) as holed) as broken`;

/** People, their sessions, channels and memberships, straight into the tables: 10,000 sign-ups would hash for minutes. */
async function fill(database: Database, { people, channelIds }: Population): Promise<void> {
  const ids = people.map(({ id }) => id);
  const names = people.map((_, index) => `person${index}`);
  await database.run(
    `insert into users (id, email, username, display_name, password_hash, role)
     select id, name || '@example.test', name, name, 'none', 'member' from unnest($1::uuid[], $2::text[]) as u (id, name)`,
    [ids, names],
  );
  await database.run(
    `insert into sessions (id, user_id, expires_at)
     select id, user_id, now() + interval '1 day' from unnest($1::uuid[], $2::uuid[]) as s (id, user_id)`,
    [people.map(({ sessionId }) => sessionId), ids],
  );
  await database.run(
    `insert into channels (id, kind, name, created_by)
     select id, 'public', 'channel ' || number, $2::uuid from unnest($1::uuid[]) with ordinality as c (id, number)`,
    [channelIds, ids[0]],
  );
  const members = people.flatMap((person) => person.channelIds.map((channelId) => ({ id: person.id, channelId })));
  await database.run(
    `insert into members (channel_id, user_id, role)
     select channel_id, user_id, 'member' from unnest($1::uuid[], $2::uuid[]) as m (channel_id, user_id)`,
    [members.map(({ channelId }) => channelId), members.map(({ id }) => id)],
  );
  await database.run('analyze');
}
