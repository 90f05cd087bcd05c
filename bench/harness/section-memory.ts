import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench.js';
import { populate } from './population.js';
import { openFilesLimit, residentBytes } from './proc.js';
import type { Running, Subject } from './subject.js';

const WANTED = 10_000;
const RESERVED_FILES = 500;
const ROOM_SIZE = 10;
const CONCURRENCY = 100;
const MAX_ROUNDS = 3;
const SETTLE = { everyMs: 1_000, calm: 4, tolerance: 0.005, patienceMs: 20_000 };

const resident = ({ pids }: Running): number => pids.reduce((sum, pid) => sum + residentBytes(pid), 0);

/** Resident memory once it has stopped moving. */
async function settledBytes(running: Running, quick: boolean): Promise<number> {
  const { everyMs, tolerance, patienceMs } = SETTLE;
  const calmEnough = quick ? SETTLE.calm / 2 : SETTLE.calm;
  const deadline = performance.now() + patienceMs;
  let last = resident(running);
  for (let calm = 0; calm < calmEnough && performance.now() < deadline;) {
    await sleep(everyMs);
    const now = resident(running);
    calm = Math.abs(now - last) <= last * tolerance ? calm + 1 : 0;
    last = now;
  }
  return last;
}

/** Growth of a fresh process by idle sockets, each authenticated and in one room of ten. */
async function measure(bench: Bench, subject: Subject, sockets: number): Promise<void> {
  const population = populate(sockets, Math.ceil(sockets / ROOM_SIZE), (person) => [Math.floor(person / ROOM_SIZE)]);
  const running = await bench.launch(subject, { population });
  const before = await settledBytes(running, bench.options.quick);
  const release = await bench.hold(running, population, CONCURRENCY);
  const after = await settledBytes(running, bench.options.quick);
  await release();
  await bench.finish(running);
  const kibPerSocket = (after - before) / 1_024 / sockets;
  bench.samples.add('memory', subject.name, { kibPerSocket, baseMib: before / 1_048_576, sockets });
  bench.log(`  ${subject.name}: ${kibPerSocket.toFixed(1)} KiB per idle socket of ${sockets}`);
}

export async function runMemory(bench: Bench): Promise<void> {
  const sockets = Math.min(bench.options.quick ? WANTED / 4 : WANTED, openFilesLimit() - RESERVED_FILES);
  for (let round = 0; round < Math.min(bench.options.rounds, MAX_ROUNDS); round++) {
    for (const subject of [bench.subjects.ws, bench.subjects.naive, ...bench.subjects.product]) {
      await measure(bench, subject, sockets);
    }
  }
}
