import { useEffect, useEffectEvent } from 'react';
import { useLocation } from 'wouter';
import { client } from '../core/client';
import { sayError } from '../core/say';
import { matches, types } from '../core/keys';
import { neighbour, type Row } from './sections';
import type { ShellActions } from './shell-context';
import { type Shortcut, shortcuts } from './shortcuts';
import { useCurrentChannel } from './use-current-channel';

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const WINDOWS = '[role=dialog], [role=menu], [role=listbox]';

/** Escape closes whatever is open; other keys are for the window or menu that has the focus, and not for one that goes away. */
const isTaken = ({ key, target }: KeyboardEvent): boolean =>
  key === 'Escape'
    ? document.querySelector(WINDOWS) !== null
    : target instanceof Element && target.closest(WINDOWS) !== null;

/** Listens for the shortcuts on every page. */
export function useShortcuts(rows: readonly Row[], { openSwitcher, openShortcuts }: ShellActions): void {
  const [, navigate] = useLocation();
  const current = useCurrentChannel();
  const go = (by: -1 | 1, unreadOnly: boolean): void => {
    const id = neighbour(rows, current, by, unreadOnly);
    if (id) navigate(`/c/${id}`);
  };
  const acts: Record<Shortcut, () => void> = {
    switcher: openSwitcher,
    sheet: openShortcuts,
    previous: () => go(-1, false),
    next: () => go(1, false),
    previousUnread: () => go(-1, true),
    nextUnread: () => go(1, true),
    markRead: () => {
      if (current) client.channel(current).markRead();
    },
    markAllRead: () => void client.markAllRead().catch(sayError),
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    for (const [name, keys] of Object.entries(shortcuts) as [Shortcut, readonly string[]][]) {
      const found = keys.find((each) => matches(event, each));
      if (!found || (types(found) && writes(event.target))) continue;
      if (isTaken(event)) return;
      event.preventDefault();
      acts[name]();
      return;
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
