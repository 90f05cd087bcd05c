import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { type Child, dyingWithParent, launch, stop } from '../../scripts/processes.mjs';
import { temporaryDir } from '../../scripts/temporary.mjs';
import type { Server } from './app.js';

const STOP_PATIENCE_MS = 60_000;

/** A worker of the built product in a process of its own, which can be killed. */
export class WorkerProcess {
  private constructor(private readonly child: Child) {}

  static async start(server: Server): Promise<WorkerProcess> {
    const command = dyingWithParent('SIGKILL', [process.execPath, join(root, 'dist', 'worker.js')]);
    const logFile = join(temporaryDir(), 'worker.log');
    const worker = new WorkerProcess(await launch('worker', command, { env: server.env, logFile }));
    server.cleanups.push(() => worker.kill());
    return worker;
  }

  /** With SIGKILL: it does not learn of it. */
  async kill(): Promise<void> {
    await stop(this.child, 'SIGKILL', STOP_PATIENCE_MS);
  }

  /** With SIGTERM: it finishes or hands over what it has. */
  async end(): Promise<void> {
    await stop(this.child, 'SIGTERM', STOP_PATIENCE_MS);
  }
}
