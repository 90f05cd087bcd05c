import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { root } from '../../scripts/paths.mjs';
import { freePorts } from '../../scripts/ports.mjs';
import { until } from '../../scripts/processes.mjs';
import { temporaryDir } from '../../scripts/temporary.mjs';

export interface Running {
  /** The first of the two ports that it serves on. */
  port: number;
  /** The password of its demo people. */
  password: string;
  stop: () => Promise<void>;
}

const PATIENCE = 120_000;
const READY = 'Ctrl-C stops everything.';
/** What the documents speak of is started as a person starts it, without the test runner's variables. */
const FOREIGN = /^(VITEST|npm_)|^(NODE_ENV|NODE_OPTIONS|TEST|HOST|DATABASE_URL|REDIS_URL|REDIS_CACHE_URL|JWT_SECRET)$/;

/** `npm run up -- --web 2` on free ports and an empty folder. */
export async function runUp(): Promise<Running> {
  const dir = temporaryDir();
  const port = await freePorts(2);
  const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'up', '--web', '2'], {
    cwd: root,
    env: { ...plain, DATA_DIR: dir, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(dir, { recursive: true, force: true });
  };
  await until(() => child.exitCode !== null || output.includes(READY), PATIENCE);
  const password = /password (\S+):/.exec(output)?.[1];
  if (!output.includes(READY) || !password) {
    await stop();
    throw new Error(`npm run up is not ready.\n${output}`);
  }
  return { port, password, stop };
}
