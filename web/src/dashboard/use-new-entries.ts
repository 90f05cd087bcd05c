import { useEffect, useState } from 'react';
import type { LogEntry } from '../../../src/contract/dashboard.js';
import { client } from '../core/client';

const MOST = 500;

/** Entries of the server's log since the component is there, the newest first, and whether they come now. */
export function useNewEntries(): { entries: readonly LogEntry[]; open: boolean | null } {
  const [entries, add] = useState<readonly LogEntry[]>([]);
  const [open, tell] = useState<boolean | null>(false);
  useEffect(
    () =>
      client.stream(
        '/dashboard/log/events',
        ({ event, data }) => {
          if (event === 'log') add((before) => [data as LogEntry, ...before].slice(0, MOST));
        },
        tell,
      ),
    [],
  );
  return { entries, open };
}
