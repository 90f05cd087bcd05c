import { join } from 'node:path';
import { root } from '../../../scripts/paths.mjs';
import { type Child, dyingWithParent, launch, logTail, stop } from '../../../scripts/processes.mjs';
import type { BreakableProxy } from './breakable-proxy.js';
import { until } from './until.js';

/** It starts beside many others, on a machine that may be busy with more. */
const READY_WITHIN_MS = 90_000;
/** It ends by itself; how long that may take, the tests say. */
const STOP_PATIENCE_MS = 60_000;

export interface InstanceOptions {
  name: string;
  /** Of the built product: `main.js` or `worker.js`. */
  program: string;
  /** Null for one that serves nothing. */
  port: number | null;
  env: Record<string, string>;
  nodeArgs: readonly string[];
  logFile: string;
  postgres: BreakableProxy;
  redis: BreakableProxy;
}

/** One process of the product, with ways of its own to PostgreSQL and Redis. */
export class Instance {
  private child: Child | null = null;

  constructor(private readonly options: InstanceOptions) {}

  get postgres(): BreakableProxy {
    return this.options.postgres;
  }

  get redis(): BreakableProxy {
    return this.options.redis;
  }

  get url(): string {
    return `http://127.0.0.1:${this.options.port}`;
  }

  get running(): boolean {
    return this.child?.running() ?? false;
  }

  async start(): Promise<void> {
    const { name, program, env, nodeArgs, logFile } = this.options;
    const script = join(root, 'dist', program);
    const command = dyingWithParent('SIGKILL', [process.execPath, ...nodeArgs, script]);
    this.child = await launch(name, command, { env, logFile });
  }

  /** Resolves when it says that it is ready to serve. */
  async awaitReady(): Promise<void> {
    const { name, port, logFile } = this.options;
    if (port === null) return;
    const ready = async (): Promise<boolean> => {
      if (!this.child?.running()) throw new Error(`${name} has ended\n${logTail(logFile)}`);
      const response = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).catch(
        () => null,
      );
      await response?.arrayBuffer();
      return response?.status === 200;
    };
    await until(() => `${name} is not ready\n${logTail(logFile)}`, ready, READY_WITHIN_MS);
  }

  /** SIGKILL resolves when the process is gone. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    this.child?.kill(signal);
    if (signal === 'SIGKILL') await this.child?.exited;
  }

  /** Ends it as an operator does; answers after how many milliseconds it was gone, and whether by its own doing. */
  async terminate(): Promise<{ ms: number; clean: boolean }> {
    const started = performance.now();
    this.child?.kill('SIGTERM');
    await until(`the end of ${this.options.name}`, () => !this.child?.running(), STOP_PATIENCE_MS);
    const end = await this.child?.exited;
    // Nest ends a process, once it has shut down, by the signal that it was sent.
    return { ms: performance.now() - started, clean: end?.code === 0 || end?.signal === 'SIGTERM' };
  }

  async stop(): Promise<void> {
    await stop(this.child ?? undefined, 'SIGTERM', STOP_PATIENCE_MS);
  }
}
