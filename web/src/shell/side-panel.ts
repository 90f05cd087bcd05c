import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { BESIDE } from '../core/followed';

/** What stands beside a conversation: its name in `panels.ts`, and what it is about, such as a thread's id. */
export interface OpenPanel {
  readonly name: string;
  readonly argument: string | null;
}

export interface SidePanel {
  readonly panel: OpenPanel | null;
  /** `members`, or `thread:ID`. */
  open: (panel: string) => void;
  close: () => void;
}

const KEY = 'panel';

export function parsePanel(text: string | null): OpenPanel | null {
  if (!text) return null;
  const colon = text.indexOf(':');
  return colon < 0 ? { name: text, argument: null } : { name: text.slice(0, colon), argument: text.slice(colon + 1) };
}

/** The panel is part of the address: it is there after a reload, and the browser's way back closes it. */
export function useSidePanel(): SidePanel {
  const [search, setSearch] = useSearchParams();
  const text = search.get(KEY);
  const put = useCallback(
    (panel: string | null): void =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          if (panel === null) after.delete(KEY);
          else after.set(KEY, panel);
          return after;
        },
        { state: BESIDE },
      ),
    [setSearch],
  );
  const close = useCallback(() => put(null), [put]);
  return { panel: useMemo(() => parsePanel(text), [text]), open: put, close };
}
