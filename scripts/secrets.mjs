import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A random secret that stays the same over starts, readable by its owner alone.
 *
 * @param {string} file
 */
export function keepSecret(file) {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    // Linked into place: a start that is killed here leaves no empty secret.
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, randomBytes(32).toString('base64url'), { mode: 0o600 });
    linkSync(fresh, file);
    rmSync(fresh);
  }
  return readFileSync(file, 'utf8').trim();
}
