import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endChild } from './children.js';
import { startServer } from './servers.js';
import type { Subject } from './subject.js';

const MODULE = fileURLToPath(new URL('../naive/main.js', import.meta.url));

/** The naive server, storing by `repository.save()` or by `repository.insert()`. */
function naive(name: string, write: 'save' | 'insert'): Subject {
  const subject: Subject = {
    name,
    dialect: 'socket.io',
    async launch({ stack, databases, redisUrl, jwtSecret }, { population, instances = 1, compress = false }) {
      const database = await databases.create(name);
      const env = {
        DATABASE_URL: database.url,
        JWT_SECRET: jwtSecret,
        NAIVE_WRITE: write,
        ...(instances > 1 ? { REDIS_URL: redisUrl } : {}),
      };
      const servers: ChildProcess[] = [];
      const ports: number[] = [];
      for (let instance = 0; instance < instances; instance++) {
        const port = await stack.freePort();
        servers.push(await startServer({ name, module: MODULE, env, port }));
        ports.push(port);
      }
      const pairs = population.people.flatMap(({ id, channelIds }) =>
        channelIds.map((channelId) => ({ id, channelId })),
      );
      await database.run(
        'insert into membership ("userId", "channelId") select * from unnest($1::uuid[], $2::uuid[])',
        [pairs.map(({ id }) => id), pairs.map(({ channelId }) => channelId)],
      );
      await database.run('analyze');
      return {
        subject,
        ports,
        pids: servers.flatMap(({ pid }) => pid ?? []),
        databaseUrl: database.url,
        compress,
        async stored() {
          const { messages = 0 } = await database.count('select count(*) as messages from message');
          return { messages, broken: 0 };
        },
        async stop() {
          await Promise.all(servers.map((server) => endChild(server)));
          await database.drop();
        },
      };
    },
  };
  return subject;
}

export const naiveSave = naive('naive', 'save');
export const naiveInsert = naive('naive-insert', 'insert');
