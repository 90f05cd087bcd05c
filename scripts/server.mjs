import { signalTree, stop } from './processes.mjs';

const STOP_PATIENCE = 20_000;

/**
 * A server of ours, the same for PostgreSQL, Redis, web and worker. Port, URL and data stay the same over kill, start and restart.
 *
 * @typedef {object} Server
 * @property {string} url
 * @property {number} port
 * @property {number} pid of the running server; a new one after each start
 * @property {string} logFile
 * @property {() => boolean} running
 * @property {import('./processes.mjs').Child['exited']} exited of the running server; another one after each start
 * @property {(signal: NodeJS.Signals) => Promise<void>} kill signals the server with all its processes, so that SIGSTOP
 *   hangs and SIGKILL ends the whole of it; for SIGKILL it resolves when the server is gone
 * @property {() => Promise<void>} start
 * @property {() => Promise<void>} restart
 * @property {() => Promise<void>} stop cleanly, also when it was hung by SIGSTOP
 */

/**
 * Starts a server and gives the handle to it.
 *
 * @param {object} options
 * @param {string} options.url
 * @param {number} options.port
 * @param {string} options.logFile
 * @param {NodeJS.Signals} options.stopSignal
 * @param {() => Promise<import('./processes.mjs').Child>} options.launch resolves when it answers
 * @returns {Promise<Server>}
 */
export async function serve({ url, port, logFile, stopSignal, launch }) {
  let child = await launch();
  /** @type {Promise<void>} */
  let starting = Promise.resolve();
  async function relaunch() {
    child = await launch();
  }
  const handle = {
    url,
    port,
    logFile,
    get pid() {
      return child.pid;
    },
    running: () => child.running(),
    get exited() {
      return child.exited;
    },
    async kill(/** @type {NodeJS.Signals} */ signal) {
      if (!child.running()) return;
      signalTree(child.pid, signal);
      if (signal === 'SIGKILL') await child.exited;
    },
    async start() {
      if (child.running()) return;
      starting = relaunch();
      await starting;
    },
    async restart() {
      await handle.stop();
      await handle.start();
    },
    async stop() {
      await starting.catch(() => undefined);
      if (!child.running()) return;
      signalTree(child.pid, 'SIGCONT');
      await stop(child, stopSignal, STOP_PATIENCE);
    },
  };
  return handle;
}
