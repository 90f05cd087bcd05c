import { rmSync } from 'node:fs';
import { Stopped, aborted, ending } from './ending.mjs';
import { freePorts } from './ports.mjs';
import { System } from './system.mjs';
import { temporaryDir } from './temporary.mjs';

/** @typedef {{ urls: string[], password: string, signal: AbortSignal }} Demonstrated password: of all the demo's people */

/**
 * @typedef {object} Options
 * @property {string} name
 * @property {number} web how many web instances
 * @property {Record<string, string>} env
 * @property {ConstructorParameters<typeof System>[2]} [keep]
 */

/**
 * The frame of what shows a system: starts one with servers of its own, and throws it away afterwards.
 *
 * @param {Options} options
 * @param {(system: Demonstrated) => Promise<boolean>} show answers whether all went well
 * @returns {Promise<never>}
 */
export async function throwaway(options, show) {
  const { signal } = ending({ onRepeat: () => process.exit(130) });
  try {
    process.exit((await showSystem(options, signal, show)) ? 0 : 1);
  } catch (error) {
    if (error instanceof Stopped) console.error(`\nStopped (${error.message}).`);
    else console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

/**
 * @param {Options} options
 * @param {AbortSignal} signal
 * @param {(system: Demonstrated) => Promise<boolean>} show
 */
async function showSystem({ name, web, env, keep = () => undefined }, signal, show) {
  for (const url of ['DATABASE_URL', 'REDIS_URL', 'REDIS_CACHE_URL']) delete process.env[url];
  // More in a second than people may say.
  Object.assign(process.env, { SEND_RATE: 'off', REDIS_PREFIX: name, ...env });
  const dir = temporaryDir();
  const system = new System({ dir, web, workers: 1, port: await freePorts(web) }, signal, keep);
  try {
    const { urls, logins } = await system.start();
    const password = /password (\S+):/.exec(logins)?.[1] ?? '';
    const stopped = aborted(signal).then((reason) => Promise.reject(reason));
    return await Promise.race([show({ urls, password, signal }), stopped]);
  } finally {
    await system.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * @param {string} method
 * @param {string} url
 * @param {{ token?: string, body?: object }} options
 * @returns {Promise<any>} what it answered; throws where it refused
 */
export async function call(method, url, { token, body }) {
  const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
  const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const response = await fetch(url, request);
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
