import {
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import { isByPointer } from '../core/by-pointer';
import type { Point } from '../core/point';
import { writingBoxOf } from '../core/writing-box';
import type { ListTools } from './list-tools';
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
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
}

const FRAMES = 60;

const WRITES = /^[\p{L}\p{N}]$/u;

const STEPS: Partial<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/**
 * Whoever has no mouse goes from message to message with the arrows, and acts with letters. Whoever clicked on a message
 * has not chosen it: an arrow does, and letters are for what one writes.
 */
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

  /** The row that has the focus because somebody pressed there; null where it came by the keyboard. */
  const pressed = useRef<string | null>(null);

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
    if (step === undefined && pressed.current !== null) {
      if (WRITES.test(event.key)) writingBoxOf(row)?.focus({ preventScroll: true });
      return;
    }
    pressed.current = null;
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

  const onPointerDown = ({ target }: PointerEvent<HTMLElement>): void => {
    pressed.current = keyOf(target);
  };

  const onFocus = ({ target, relatedTarget }: FocusEvent<HTMLElement>): void => {
    const key = keyOf(target);
    if (key === null) return;
    choose(key);
    // A window that is looked at again gives the focus back to what had it.
    if (relatedTarget !== null || key !== pressed.current) pressed.current = isByPointer() ? key : null;
  };

  return { active: rows[at]?.key, onKeyDown, onFocus, onPointerDown };
}

const keyOf = (target: EventTarget): string | null =>
  (target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null)?.dataset['key'] ?? null;

const pointOf = (row: HTMLElement): Point => {
  const { left, top, height } = row.getBoundingClientRect();
  return { x: left + 64, y: Math.min(top + height, innerHeight - 40) };
};
