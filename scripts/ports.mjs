import { connect, createServer } from 'node:net';

/**
 * @param {number} port
 * @param {string} [host] every interface when left out
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A free port of this machine, below the range the kernel takes for outgoing connections: a server that is killed and
 * started again on its port must not find a client's connection there.
 *
 * @param {number} [preferred] taken when it is free
 */
export async function freePort(preferred) {
  if (preferred !== undefined && (await isPortFree(preferred, '127.0.0.1'))) return preferred;
  for (let tries = 0; tries < 200; tries++) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    if (await isPortFree(port, '127.0.0.1')) return port;
  }
  throw new Error('No free port between 12000 and 32000 on 127.0.0.1.');
}

/**
 * One line sent, the first bytes of the answer back; undefined when nobody answers within a second.
 *
 * @param {number} port
 * @param {string} line
 * @returns {Promise<string | undefined>}
 */
export function ask(port, line) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(line));
    /** @param {string} [answer] */
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => done());
    socket.once('data', (data) => done(data.toString()));
    socket.once('error', () => done());
    socket.once('close', () => done());
  });
}
