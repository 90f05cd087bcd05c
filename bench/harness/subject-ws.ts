import { fileURLToPath } from 'node:url';
import { endChild } from './children.js';
import { startServer } from './servers.js';
import type { Subject } from './subject.js';

const MODULE = fileURLToPath(new URL('../ws/server.js', import.meta.url));

/** `ws` alone: what the transport itself costs. */
export const bareWs: Subject = {
  name: 'ws',
  dialect: 'ws',
  async launch({ stack }) {
    const port = await stack.freePort();
    const server = await startServer({ name: 'ws', module: MODULE, port });
    return {
      subject: bareWs,
      ports: [port],
      pids: server.pid === undefined ? [] : [server.pid],
      databaseUrl: null,
      compress: false,
      stored: () => Promise.resolve(null),
      stop: () => endChild(server),
    };
  },
};
