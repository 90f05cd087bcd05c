import type { LogEntry, LogSource } from '../../../src/contract/dashboard.js';

export interface LogFilter {
  source: 'all' | LogSource;
  /** What the entry must have somewhere in what it says. */
  text: string;
}

/** New entries before those that were read, each once. */
export function merged(fresh: readonly LogEntry[], read: readonly LogEntry[]): LogEntry[] {
  const known = new Set(read.map(({ id }) => id));
  return [...fresh.filter(({ id }) => !known.has(id)), ...read];
}

export const passing = (entries: readonly LogEntry[], { source, text }: LogFilter): LogEntry[] => {
  const wanted = text.trim().toLowerCase();
  return entries.filter(
    (entry) =>
      (source === 'all' || entry.source === source) &&
      `${entry.action} ${entry.target} ${JSON.stringify(entry.detail)}`.toLowerCase().includes(wanted),
  );
};
