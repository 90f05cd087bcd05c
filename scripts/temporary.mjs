import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, isRunning, readIdentity } from './identity.mjs';

const PREFIX = 'tertulia-';
const OWNER = 'owner.json';

/**
 * A folder under the system's temporary one. Removes those of processes that were killed before they could.
 *
 * @returns {string}
 */
export function temporaryDir() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = readIdentity(join(tmpdir(), name, OWNER));
    if (owner && !isRunning(owner)) removeIfOurs(join(tmpdir(), name));
  }
  const dir = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(dir, OWNER), JSON.stringify(identify(process.pid)));
  return dir;
}

/** @param {string} folder */
function removeIfOurs(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Another user's: they will remove it.
  }
}
