import { readFileSync, readdirSync } from 'node:fs';

// Linux's own books: the only figures that count every thread and every PostgreSQL backend alike.

const TICKS_PER_SECOND = 100;

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

interface Stat {
  parent: number;
  /** Seconds of CPU, its own. */
  own: number;
  /** Seconds of CPU of children that ended and were waited for. */
  reaped: number;
}

function readStat(pid: number | string): Stat | null {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The command, in brackets, may hold spaces: fields count from the last bracket.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = 0] = fields.slice(1, 2);
  const [user = 0, system = 0, reapedUser = 0, reapedSystem = 0] = fields.slice(11, 15);
  return { parent, own: (user + system) / TICKS_PER_SECOND, reaped: (reapedUser + reapedSystem) / TICKS_PER_SECOND };
}

export const cpuSeconds = (pid: number): number => readStat(pid)?.own ?? 0;

/** A process with its children, those that ended meanwhile included: PostgreSQL with all its backends. */
export function treeCpuSeconds(pid: number): number {
  const root = readStat(pid);
  if (!root) return 0;
  let total = root.own + root.reaped;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readStat(entry);
    if (stat?.parent === pid) total += stat.own;
  }
  return total;
}

/** Seconds of CPU that the whole machine has spent on anything. */
export function machineCpuSeconds(): number {
  const [, ...fields] = (read('/proc/stat')?.split('\n')[0] ?? '').split(/\s+/);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = fields.map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

export function residentBytes(pid: number): number {
  const match = /VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`) ?? '');
  return Number(match?.[1] ?? 0) * 1024;
}

export function openFilesLimit(): number {
  const match = /Max open files\s+(\d+)/.exec(read('/proc/self/limits') ?? '');
  return Number(match?.[1] ?? 1024);
}

export const isAvailable = (): boolean => readStat(process.pid) !== null;
