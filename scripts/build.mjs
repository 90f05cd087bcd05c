import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { waitForLock } from './lock.mjs';
import { moduleFile, root } from './paths.mjs';
import { run } from './run.mjs';

const dist = join(root, 'dist');
const next = join(root, 'dist.next');
const old = join(root, 'dist.old');
const STAMP = '.sources';

/**
 * Builds dist when its sources changed. The new build takes the place of the old one when it is whole, so that a server
 * that starts meanwhile never sees half of it.
 *
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<boolean>} whether anything was built
 */
export async function build({ signal } = {}) {
  const cache = moduleFile('.cache/tertulia');
  const lock = await waitForLock(join(cache, 'build.lock'));
  try {
    const sources = hashOfSources();
    if (stampOf(dist) === sources) return false;
    const config = join(cache, 'tsconfig.build.json');
    mkdirSync(cache, { recursive: true });
    writeFileSync(config, JSON.stringify(buildConfig()));
    rmSync(next, { recursive: true, force: true });
    const nest = [process.execPath, moduleFile('@nestjs/cli/bin/nest.js'), 'build', '-p', relative(root, config)];
    const { code, output } = await run(nest, { signal });
    if (code !== 0 || !existsSync(join(next, 'main.js'))) throw new Error(`nest build failed.\n${output}`);
    writeFileSync(join(next, STAMP), sources);
    rmSync(old, { recursive: true, force: true });
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(next, dist);
    rmSync(old, { recursive: true, force: true });
    return true;
  } finally {
    lock.release();
  }
}

function buildConfig() {
  const base = ['tsconfig.build.json', 'tsconfig.json']
    .map((name) => join(root, name))
    .find((file) => existsSync(file));
  const src = join(root, 'src');
  return { extends: base, compilerOptions: { rootDir: src, outDir: next }, include: [src] };
}

/** @param {string} folder */
function stampOf(folder) {
  try {
    return readFileSync(join(folder, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

function hashOfSources() {
  const settings = [
    'tsconfig.json',
    'tsconfig.build.json',
    'nest-cli.json',
    '.swcrc',
    'package.json',
    'package-lock.json',
  ];
  const hash = createHash('sha256');
  for (const file of [...settings, ...filesIn('src')]) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(`${file}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} folder */
function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
}
