import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from './errors.mjs';
import { identify, isRunning, readIdentity } from './identity.mjs';

const FIRST_PORT = 12_000;
/** Neighbours that are given out together. */
const NEIGHBOURS = 4;
const RUNS_OF_NEIGHBOURS = 5_000;
const RESERVED = 'tertulia-port-';
/** @type {string[]} */
const reserved = [];

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
 * A free port of this machine, as `freePorts` gives it.
 *
 * @param {number} [preferred] taken when it is free
 */
export async function freePort(preferred) {
  if (preferred !== undefined && (await isPortFree(preferred, '127.0.0.1'))) return preferred;
  return freePorts(1);
}

/**
 * Free ports in a row, below the range the kernel takes for outgoing connections: a server that is killed and started
 * again on its port must not find a client's connection there. They are this process's as long as it lives: whoever
 * listens there does so a while later, and no other process may be given them meanwhile.
 *
 * @param {number} count at most 4
 * @returns {Promise<number>} the first of them
 */
export async function freePorts(count) {
  if (count > NEIGHBOURS) throw new RangeError(`At most ${NEIGHBOURS} ports in a row.`);
  for (let tries = 0; tries < 200; tries++) {
    const first = FIRST_PORT + NEIGHBOURS * Math.floor(Math.random() * RUNS_OF_NEIGHBOURS);
    const ports = Array.from({ length: count }, (_, i) => first + i);
    if (reserve(first) && (await Promise.all(ports.map((port) => isPortFree(port)))).every(Boolean)) return first;
  }
  throw new Error(`No ${count} free ports in a row between 12000 and 32000.`);
}

/** @param {number} first of neighbours */
function reserve(first) {
  if (reserved.length === 0) {
    removeAbandoned();
    process.once('exit', () => reserved.forEach((file) => rmSync(file, { force: true })));
  }
  const file = join(tmpdir(), `${RESERVED}${first}`);
  try {
    writeFileSync(file, JSON.stringify(identify(process.pid)), { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  reserved.push(file);
  return true;
}

/** Of processes that were killed before they could. */
function removeAbandoned() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(RESERVED))) {
    const owner = readIdentity(join(tmpdir(), name));
    if (!owner || isRunning(owner)) continue;
    try {
      rmSync(join(tmpdir(), name), { force: true });
    } catch {
      // Another user's: they will remove it.
    }
  }
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
