import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import type { ListTools, Point } from './list-tools';
import type { ListView } from './list-view';
import type { MessageActions } from './message-actions';
import { keyAction } from './message-keys';
import type { Row } from './rows';

export interface FeedKeysInput {
  feed: RefObject<HTMLElement | null>;
  rows: readonly Row[];
  view: ListView;
  tools: ListTools;
  actions: MessageActions;
}

export interface FeedKeys {
  /** Key of the row that the Tab key comes to. */
  readonly active: string | undefined;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
}

const FRAMES = 60;

const STEPS: Partial<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/** Whoever has no mouse goes from message to message with the arrows, and acts with letters. */
export function useFeedKeys({ feed, rows, view, tools, actions }: FeedKeysInput): FeedKeys {
  const [chosen, choose] = useState<string | null>(null);
  const found = rows.findIndex(({ key }) => key === chosen);
  const at = found === -1 ? rows.length - 1 : found;

  const focusAt = (index: number): void => {
    const key = rows[index]?.key;
    if (key === undefined) return;
    // The active row is drawn wherever the list stands.
    flushSync(() => choose(key));
    feed.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  };

  const move = (step: number): void => {
    const next = Math.min(rows.length - 1, Math.max(0, at + step));
    focusAt(next);
    view.place.reveal(next);
  };

  /** Whoever went to the end, which is still to come. */
  const goesToEnd = useRef(false);
  /** Whether it has the focus, or somebody took that elsewhere. */
  const focusEnd = useEffectEvent((): boolean => {
    const { activeElement } = document;
    if (activeElement !== document.body && !feed.current?.contains(activeElement)) return true;
    focusAt(rows.length - 1);
    return document.activeElement?.getAttribute('data-key') === rows.at(-1)?.key;
  });
  useEffect(() => {
    const last = rows.at(-1);
    const isThere = last?.kind === 'pending' || (last?.kind === 'message' && last.message.seq >= view.snapshot().seq);
    if (!goesToEnd.current || !isThere) return;
    let frame = 0;
    // The list draws the row some frames after it was chosen.
    const again = (left: number): void => {
      frame = requestAnimationFrame(() => {
        goesToEnd.current = !focusEnd() && left > 0;
        if (goesToEnd.current) again(left - 1);
      });
    };
    again(FRAMES);
    return () => cancelAnimationFrame(frame);
  }, [rows, view]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const row = event.target as HTMLElement;
    if (row.dataset['key'] === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    const here = rows[at];
    const act =
      step === undefined && here?.kind === 'message'
        ? keyAction(event.key, here.message, pointOf(row), { tools, actions })
        : null;
    if (step === undefined && !act) return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) act?.();
    else if (event.key === 'End') {
      goesToEnd.current = view.hasNewer;
      view.toEnd();
      if (!goesToEnd.current) focusAt(rows.length - 1);
    } else move(step);
  };

  const onFocus = ({ target }: FocusEvent<HTMLElement>): void => {
    const key = target.closest<HTMLElement>('[data-key]')?.dataset['key'];
    if (key !== undefined) choose(key);
  };

  return { active: rows[at]?.key, onKeyDown, onFocus };
}

const pointOf = (row: HTMLElement): Point => {
  const { left, top, height } = row.getBoundingClientRect();
  return { x: left + 64, y: Math.min(top + height, innerHeight - 40) };
};
