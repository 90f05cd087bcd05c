import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WEB_FLAGS } from '../scripts/apps.mjs';
import { chromium } from '../scripts/chromium.mjs';
import { freePort, startPostgres, startRedis, temporaryDir } from '../scripts/stack.mjs';

// The naive server needs decorators compiled, so everything here is built with the product's own compiler.
const root = fileURLToPath(new URL('..', import.meta.url));
const swc = fileURLToPath(new URL('../node_modules/@swc/cli/bin/swc.js', import.meta.url));
// It is in a folder that is compiled: what an earlier run made would be compiled too.
rmSync(fileURLToPath(new URL('dist', import.meta.url)), { recursive: true, force: true });
// The package for clients too, beside it, where the load generator looks for its source.
const build = [swc, 'bench', 'client/src', '--out-dir', 'bench/dist', '--config-file', 'bench/.swcrc', '--quiet'];
const { status } = spawnSync(process.execPath, build, { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const { main } = await import('./dist/bench/harness/main.js');
process.exitCode = await main(
  { root, webFlags: WEB_FLAGS, chromium, freePort, startPostgres, startRedis, temporaryDir },
  process.argv.slice(2),
);
