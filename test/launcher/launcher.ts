import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Identity, identify, isRunning, readIdentity } from '../../scripts/identity.mjs';
import { root } from '../../scripts/paths.mjs';
import { signalTree, until } from '../../scripts/processes.mjs';
import { temporaryDir } from '../../scripts/temporary.mjs';

const START_PATIENCE = 100_000;
/** The launcher gives its children 20 s to end by themselves. */
const END_PATIENCE = 30_000;
const READY = 'Ctrl-C stops everything.';

/** What a person has: no variables of the test runner, none that point at other servers. */
function plainEnv(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (
      /^(VITEST|npm_)|^(NODE_ENV|NODE_OPTIONS|TEST|HOST|DATABASE_URL|REDIS_URL|REDIS_CACHE_URL|JWT_SECRET)$/.test(name)
    ) {
      delete env[name];
    }
  }
  return env;
}

/** An empty DATA_DIR, removed after the test. */
export function emptyDataDir(): string {
  const dir = temporaryDir();
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The status of a GET, 0 when nobody answers. */
export async function statusOf(url: string): Promise<number> {
  try {
    return (await fetch(url)).status;
  } catch {
    return 0;
  }
}

export interface LauncherOptions {
  dir: string;
  port: number;
  args?: string[];
  env?: NodeJS.ProcessEnv;
  command?: string[];
}

/** `npm run up` as a person or a supervisor starts it; killed after the test if it still runs. */
export class Launcher {
  output = '';
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(private readonly options: LauncherOptions) {
    const { dir, port, args = [], env, command = [process.execPath, 'scripts/bootstrap.mjs', 'up'] } = options;
    const [file = '', ...rest] = [...command, ...args];
    this.child = spawn(file, rest, {
      cwd: root,
      env: { ...plainEnv(), DATA_DIR: dir, PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.exited = new Promise((resolve) => this.child.once('exit', (code) => resolve(code)));
    onTestFinished(async () => {
      const left = this.processes();
      const holder = this.holder();
      if (holder && isRunning(holder)) process.kill(holder.pid, 'SIGTERM');
      this.child.kill('SIGTERM');
      if (!(await allGone(left))) for (const { pid } of left) signalTree(pid, 'SIGKILL');
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async ready(): Promise<void> {
    const ended = () => this.child.exitCode !== null || this.child.signalCode !== null;
    await until(() => ended() || this.output.includes(READY), START_PATIENCE);
    if (ended() || !this.output.includes(READY)) throw new Error(`The launcher is not ready.\n${this.output}`);
  }

  url(path: string, instance = 0): string {
    return `http://127.0.0.1:${this.options.port + instance}${path}`;
  }

  /** The process that now bears a name: web-1, worker-1, postgres, redis. */
  processOf(name: string): Identity | undefined {
    return readIdentity(join(this.options.dir, 'run', `${name}.json`));
  }

  /** The launcher and everything it runs at this moment. */
  processes(): Identity[] {
    const run = join(this.options.dir, 'run');
    const files = existsSync(run) ? readdirSync(run) : [];
    const found = [identify(this.pid), this.holder(), ...files.map((name) => readIdentity(join(run, name)))];
    const running = found.filter((who) => who !== undefined).filter((who) => isRunning(who));
    return [...new Map(running.map((who) => [who.pid, who])).values()];
  }

  /** The launcher proper, which an npm or a shell in front of it hides. */
  holder(): Identity | undefined {
    return readIdentity(join(this.options.dir, 'up.lock'));
  }

  ports(): { postgres: number; redis: number } {
    return JSON.parse(readFileSync(join(this.options.dir, 'ports.json'), 'utf8'));
  }
}

/** Whether the given processes end, by themselves and in time. */
export const allGone = (processes: Identity[]): Promise<boolean> =>
  until(() => !processes.some((who) => isRunning(who)), END_PATIENCE);
