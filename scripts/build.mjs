import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { waitForLock } from './lock.mjs';
import { moduleFile, root } from './paths.mjs';
import { run } from './run.mjs';

const cache = moduleFile('.cache/tertulia');
const STAMP = '.sources';

/**
 * @typedef {object} Part
 * @property {string} folder where the build goes
 * @property {string[]} sources files and folders that it is made from
 * @property {string} proof a file that a whole build has
 * @property {(out: string) => { command: string[], env?: Record<string, string> }} make
 */

/** @type {Part} */
const server = {
  folder: join(root, 'dist'),
  sources: [
    'tsconfig.json',
    'tsconfig.build.json',
    'nest-cli.json',
    '.swcrc',
    'package.json',
    'package-lock.json',
    'src',
  ],
  proof: 'main.js',
  make(out) {
    const config = join(cache, 'tsconfig.build.json');
    writeFileSync(config, JSON.stringify(serverConfig(out)));
    return { command: [moduleFile('@nestjs/cli/bin/nest.js'), 'build', '-p', relative(root, config)] };
  },
};

/** @type {Part} */
const webClient = {
  folder: join(root, 'web/dist'),
  sources: [
    'tsconfig.json',
    'package-lock.json',
    'web/index.html',
    'web/tsconfig.json',
    'web/vite.config.ts',
    'web/emoji-plugin.ts',
    'web/public',
    'web/src',
    'client/src',
    'src/contract',
  ],
  proof: 'index.html',
  make: (out) => ({
    command: [moduleFile('vite/bin/vite.js'), 'build', 'web'],
    env: { WEB_OUT_DIR: out, NODE_ENV: 'production' },
  }),
};

/**
 * Builds the server and the web client where their sources changed. A new build takes the place of the old one when it
 * is whole, so that a server that starts meanwhile never sees half of it.
 *
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<boolean>} whether anything was built
 */
export async function build({ signal } = {}) {
  mkdirSync(cache, { recursive: true });
  const lock = await waitForLock(join(cache, 'build.lock'));
  try {
    // Where one fails, the lock is kept until the other is over too.
    const builds = [server, webClient].map((part) => buildPart(part, signal));
    await Promise.allSettled(builds);
    return (await Promise.all(builds)).includes(true);
  } finally {
    lock.release();
  }
}

/**
 * @param {Part} part
 * @param {AbortSignal | undefined} signal
 */
async function buildPart({ folder, sources, proof, make }, signal) {
  const hash = hashOf(sources);
  if (stampOf(folder) === hash) return false;
  const [next, old] = [`${folder}.next`, `${folder}.old`];
  rmSync(next, { recursive: true, force: true });
  const { command, env } = make(next);
  const { code, output } = await run([process.execPath, ...command], { signal, env });
  if (code !== 0 || !existsSync(join(next, proof))) throw new Error(`${command.join(' ')} failed.\n${output}`);
  writeFileSync(join(next, STAMP), hash);
  rmSync(old, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(next, folder);
  rmSync(old, { recursive: true, force: true });
  return true;
}

/** @param {string} out */
function serverConfig(out) {
  const base = ['tsconfig.build.json', 'tsconfig.json']
    .map((name) => join(root, name))
    .find((file) => existsSync(file));
  const src = join(root, 'src');
  return { extends: base, compilerOptions: { rootDir: src, outDir: out }, include: [src] };
}

/** @param {string} folder */
function stampOf(folder) {
  try {
    return readFileSync(join(folder, STAMP), 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string[]} sources */
function hashOf(sources) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesIn)) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(`${file}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * @param {string} source
 * @returns {string[]}
 */
function filesIn(source) {
  const path = join(root, source);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [source];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.spec\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
}
