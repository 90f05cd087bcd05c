#!/usr/bin/env node
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installDependencies } from './install.mjs';
import { root } from './paths.mjs';

// Runs before the dependencies are installed, on whatever Node the machine has: no imports beyond Node 18's own.

/** @type {Record<string, string>} */
const commands = {
  up: 'scripts/up.mjs',
  test: 'scripts/test.mjs',
  check: 'scripts/check.mjs',
  bench: 'bench/run.mjs',
  demo: 'scripts/demo.mjs',
  screenshots: 'scripts/screenshots.mjs',
};

const bin = join(root, 'node_modules/.bin');
/** Loading the application takes half as long again where each process compiles all of it anew. */
const compiled = join(root, 'node_modules/.cache/tertulia/compiled');

/** @param {string} node */
function versionOf(node) {
  const { stdout } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return (stdout ?? '').trim();
}

/**
 * @param {string} version
 * @param {string} least
 */
function isAtLeast(version, least) {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return version !== '';
}

/** The Node that the project asks for: the one among its dependencies, or the machine's own. */
function findNode() {
  const least = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.replace(/[^\d.]/g, '');
  const bundled = join(bin, 'node');
  if (existsSync(bundled) && isAtLeast(versionOf(bundled), least)) return bundled;
  if (isAtLeast(process.versions.node, least)) return process.execPath;
  throw new Error(
    `Node ${least} or later is needed. This is ${process.version}, and npm brings none for ${process.platform} ${process.arch}: install it and run again.`,
  );
}

/**
 * @param {string} node
 * @param {string[]} args
 */
function become(node, args) {
  const env = { NODE_COMPILE_CACHE: compiled, ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` };
  if (typeof process.execve === 'function') process.execve(node, [node, ...args], env);
  // An older Node stays as a parent that passes on signals; the kernel passes on its death.
  const tied = spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0;
  const command = tied ? ['setpriv', '--pdeathsig', 'TERM', node, ...args] : [node, ...args];
  const child = spawn(command[0] ?? node, command.slice(1), { stdio: 'inherit', env });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
  child.once('exit', (code) => process.exit(code ?? 1));
}

const [name = '', ...rest] = process.argv.slice(2);
const script = commands[name];
try {
  if (!script) throw new Error(`Usage: node scripts/bootstrap.mjs ${Object.keys(commands).join('|')} [options]`);
  process.chdir(root);
  await installDependencies();
  become(findNode(), [join(root, script), ...rest]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // Whoever reads only the last line of a test run must not miss that there was none.
  if (name === 'test' || name === 'check') console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
}
