import { createContext, useContext } from 'react';

/** What is opened from anywhere on a page. */
export interface ShellActions {
  openSwitcher: () => void;
  openShortcuts: () => void;
  /** On a phone; null where the list of conversations is always there. */
  openSidebar: (() => void) | null;
}

const nothing = (): void => undefined;

export const ShellContext = createContext<ShellActions>({
  openSwitcher: nothing,
  openShortcuts: nothing,
  openSidebar: null,
});

export const useShell = (): ShellActions => useContext(ShellContext);
