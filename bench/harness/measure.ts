import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { LoadEvent, type LoadResult, type Plan } from '../load/plan.js';
import { collectOutput, endChild, startChild } from './children.js';
import { cpuSeconds, machineCpuSeconds, treeCpuSeconds } from './proc.js';

const LOAD = fileURLToPath(new URL('../load/main.js', import.meta.url));
const TURN_LIMIT_MS = 60_000;
const QUIET_SHARE = 0.15;

/** Processes that count as a subject's cost. */
export interface Costs {
  servers: number[];
  worker: number | null;
  postgres: number;
  redis: number;
}

/** Seconds of CPU within the measured time. */
export interface Cpu {
  server: number;
  worker: number;
  postgres: number;
  redis: number;
  load: number;
  /** What others on the machine used: noise. */
  foreign: number;
}

export interface Measured<R extends LoadResult> {
  result: R;
  cpu: Cpu;
}

interface Reading extends Omit<Cpu, 'foreign'> {
  machine: number;
  own: number;
}

function readCpu(costs: Costs, load: number): Reading {
  const own = process.cpuUsage();
  return {
    server: costs.servers.reduce((sum, pid) => sum + cpuSeconds(pid), 0),
    worker: costs.worker === null ? 0 : cpuSeconds(costs.worker),
    postgres: treeCpuSeconds(costs.postgres),
    redis: cpuSeconds(costs.redis),
    load: cpuSeconds(load),
    machine: machineCpuSeconds(),
    own: (own.user + own.system) / 1e6,
  };
}

function difference(before: Reading, after: Reading): Cpu {
  const spent = (key: keyof Reading): number => after[key] - before[key];
  const known = spent('server') + spent('worker') + spent('postgres') + spent('redis') + spent('load') + spent('own');
  return {
    server: spent('server'),
    worker: spent('worker'),
    postgres: spent('postgres'),
    redis: spent('redis'),
    load: spent('load'),
    foreign: Math.max(0, spent('machine') - known),
  };
}

/** Waits for a machine with little else to do, so that one turn's tail is not the next one's noise. */
export async function waitForQuiet(patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let quiet = 0; quiet < 2 && performance.now() < deadline;) {
    const from = { cpu: machineCpuSeconds(), at: performance.now() };
    await sleep(200);
    const share = ((machineCpuSeconds() - from.cpu) * 1_000) / (performance.now() - from.at);
    quiet = share < QUIET_SHARE ? quiet + 1 : 0;
  }
}

/**
 * One turn: a fresh load process runs the plan while the CPU of everything that serves it is counted. It stays, with its
 * sockets, until the returned `release`.
 */
export async function runLoad(
  plan: Plan,
  costs: Costs,
): Promise<Measured<LoadResult> & { release: () => Promise<void> }> {
  const child = startChild({ name: 'load', module: LOAD });
  const output = collectOutput(child);
  const pid = child.pid ?? 0;
  let before: Reading | null = null;
  let after: Reading | null = null;
  const release = (): Promise<void> => endChild(child, 'SIGKILL');
  try {
    const result = await new Promise<LoadResult>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the load generator did not finish')), TURN_LIMIT_MS);
      child.once('exit', () => reject(new Error(`the load generator ended:\n${output()}`)));
      child.on('message', (message) => {
        const event = LoadEvent.parse(message);
        if (event.type === 'started') before = readCpu(costs, pid);
        else if (event.type === 'measured') after = readCpu(costs, pid);
        else {
          clearTimeout(timer);
          if (event.type === 'failed') reject(new Error(event.reason));
          else resolve(event.result);
        }
      });
      child.send(plan);
    });
    if (!before || !after) throw new Error('the load generator measured nothing');
    return { result, cpu: difference(before, after), release };
  } catch (error) {
    await release();
    throw error;
  }
}
