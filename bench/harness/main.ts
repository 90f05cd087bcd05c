import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Bench } from './bench.js';
import { endAllChildren } from './children.js';
import { Databases } from './database.js';
import { readOptions, SECTIONS, USAGE, type Options, type Section } from './options.js';
import { renderPage } from './page.js';
import { isAvailable } from './proc.js';
import { Samples } from './samples.js';
import { runClient } from './section-client.js';
import { runConnect } from './section-connect.js';
import { runCompression, runFanout } from './section-fanout.js';
import { runLarge } from './section-large.js';
import { runMemory } from './section-memory.js';
import { runNotifications } from './section-notifications.js';
import { runReads } from './section-reads.js';
import { runRooms } from './section-rooms.js';
import { runSends } from './section-sends.js';
import { runStreams } from './section-streams.js';
import { runWeb } from './section-web.js';
import type { Server, Stack } from './stack.js';
import { naiveInsert, naiveSave } from './subject-naive.js';
import { isBuilt, tertulia } from './subject-tertulia.js';
import { bareWs } from './subject-ws.js';

const RUN: Record<Section, (bench: Bench) => Promise<void>> = {
  sends: runSends,
  rooms: runRooms,
  fanout: runFanout,
  compression: runCompression,
  connect: runConnect,
  memory: runMemory,
  notifications: runNotifications,
  streams: runStreams,
  reads: runReads,
  large: runLarge,
  client: runClient,
  web: runWeb,
};

/** Runs the benchmark and gives the exit code. Whatever happens, nothing that it started is left running. */
export async function main(stack: Stack, args: string[]): Promise<number> {
  const undo: (() => Promise<void>)[] = [];
  const cleanUp = async (): Promise<void> => {
    for (const each of undo.splice(0)) await each();
  };
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) return;
    interrupted = true;
    void cleanUp().finally(() => process.exit(130));
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const options = readOptions(args);
    if (!options) {
      console.log(USAGE);
      return 0;
    }
    if (!isAvailable()) throw new Error('The benchmark reads CPU and memory from /proc: it needs Linux.');
    await runAll(stack, options, (each) => undo.push(each));
    return 0;
  } catch (error) {
    if (!interrupted) console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await cleanUp();
  }
}

async function runAll(
  stack: Stack,
  options: Options,
  onCleanUp: (undo: () => Promise<void>) => unknown,
): Promise<void> {
  const dir = stack.temporaryDir();
  const servers: Server[] = [];
  onCleanUp(async () => {
    await endAllChildren();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    rmSync(dir, { recursive: true, force: true });
  });
  const postgres = await stack.startPostgres({ dir, durable: true });
  servers.push(postgres);
  const redis = await stack.startRedis({ dir, persist: false });
  servers.push(redis);

  const databases = new Databases(postgres.url);
  const product = isBuilt(stack.root) ? [tertulia] : [];
  if (product.length === 0)
    console.log('dist/ or web/dist/ is not built: only the servers to compare with are measured.');
  const samples = new Samples();
  const bench = new Bench(
    { stack, databases, redisUrl: redis.url, jwtSecret: randomBytes(32).toString('hex') },
    options,
    samples,
    { product, naive: naiveSave, naiveInsert, ws: bareWs },
    { postgres, redis },
  );
  for (const section of options.sections) {
    console.log(`\n${section}`);
    await RUN[section](bench);
  }
  const about = { options, postgres: await databases.describe(), noise: bench.noise };
  console.log(`\n${renderPage(samples, about, null)}`);
  if (!options.write || product.length === 0) return;
  const path = join(stack.root, 'docs', 'benchmarks.md');
  const whole = options.sections.length === SECTIONS.length;
  writeFileSync(path, renderPage(samples, about, whole ? null : readFileSync(path, 'utf8')));
  console.log('Written to docs/benchmarks.md.');
}
