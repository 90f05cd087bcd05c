import { parseArgs } from 'node:util';
import { dataDir } from './paths.mjs';

export const HELP = `npm run up -- [--web N] [--workers N]

  --web N       web instances, on PORT, PORT+1, … (default 1)
  --workers N   workers (default 1)

Variables: PORT (8000), HOST (127.0.0.1: this machine alone; 0.0.0.0 is every network), DATA_DIR (.data),
DATABASE_URL, REDIS_URL, REDIS_CACHE_URL (instead of private servers).`;

/** @typedef {{ web: number, workers: number, port: number, dir: string }} Options */

/** @returns {Options | undefined} nothing when help was asked for */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      web: { type: 'string', default: '1' },
      workers: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const web = whole('--web', values.web, 1, 32);
  return {
    web,
    workers: whole('--workers', values.workers, 0, 32),
    port: whole('PORT', process.env['PORT'] || '8000', 1, 65_536 - web),
    dir: dataDir(),
  };
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} least
 * @param {number} most
 */
function whole(name, text, least, most) {
  const value = Number(text);
  if (text.trim() && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} is "${text}"; it must be a whole number from ${least} to ${most}.`);
}
