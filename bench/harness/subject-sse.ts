import { fileURLToPath } from 'node:url';
import { endChild } from './children.js';
import { startServer } from './servers.js';
import type { Subject } from './subject.js';

/** A server of event streams alone, which stores nothing. */
function events(name: string, module: string): Subject {
  const subject: Subject = {
    name,
    dialect: 'sse',
    async launch({ stack }) {
      const port = await stack.freePort();
      const server = await startServer({ name, module: fileURLToPath(new URL(module, import.meta.url)), port });
      return {
        subject,
        ports: [port],
        pids: server.pid === undefined ? [] : [server.pid],
        databaseUrl: null,
        compress: false,
        stored: () => Promise.resolve(null),
        stop: () => endChild(server),
      };
    },
  };
  return subject;
}

export const bareHttp = events('node:http', '../sse/raw.js');
export const nestSse = events('@Sse', '../sse/nest.js');
