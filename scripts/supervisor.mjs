/** @typedef {import('./server.mjs').Server} Server */

const WINDOW = 30_000;
const RESTARTS = 3;

/**
 * Starts again what ends by itself; what ends more than three times within thirty seconds is given up.
 *
 * @param {{ giveUp: (reason: Error) => void, signal: AbortSignal }} options
 * @returns {(name: string, server: Server) => void}
 */
export function supervisor({ giveUp, signal }) {
  /**
   * @param {string} name
   * @param {Server} server
   */
  async function keep(name, server) {
    /** @type {number[]} */
    let ends = [];
    for (;;) {
      const { code, signal: killedBy } = await server.exited;
      if (signal.aborted) return;
      const now = performance.now();
      ends = [...ends.filter((time) => now - time < WINDOW), now];
      const how = killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`;
      if (ends.length > RESTARTS) throw new Error(`${name} ${how}, again and again. Its log: ${server.logFile}`);
      console.error(`${name} ${how}: starting it again. Its log: ${server.logFile}`);
      await server.start();
    }
  }
  return (name, server) => void keep(name, server).catch(giveUp);
}
