import type { RefObject } from 'react';
import { isByPointer } from '../core/by-pointer';
import { writingBoxOf } from '../core/writing-box';

const FRAMES = 60;
/** What one thing opens from another: where somebody was before the first counts. */
const OVER = '[role="menu"], [role="dialog"]';

/**
 * Whoever closes what was open over a list goes on where they were, else at the message that it was about: with a pointer
 * they go on writing, for at a message each key does something.
 */
export class FocusReturn {
  readonly #feed: RefObject<HTMLElement | null>;
  #left: Element | null = null;
  #seq = 0;
  #writes = false;

  constructor(feed: RefObject<HTMLElement | null>) {
    this.#feed = feed;
  }

  /** `seq`: of the message that it is about. `writes`: whether one comes back to write, whatever one used. */
  leave(seq: number, writes = isByPointer()): void {
    this.#seq = seq;
    const isOver = document.activeElement?.closest(OVER) != null;
    this.#writes = writes || (isOver && this.#writes);
    if (!isOver) this.#left = document.activeElement;
  }

  /** Once what had the focus is gone, unless it is somewhere else by then. */
  back(): void {
    const closed = document.activeElement;
    const again = (left: number): void =>
      void requestAnimationFrame(() => {
        const { activeElement } = document;
        if (!activeElement || activeElement === document.body) this.#place()?.focus({ preventScroll: true });
        else if (activeElement === closed && left > 0) again(left - 1);
      });
    again(FRAMES);
  }

  #place(): HTMLElement | null | undefined {
    const left = this.#left;
    const feed = this.#feed.current;
    const box = this.#writes && feed ? writingBoxOf(feed) : null;
    if (box) return box;
    if (left instanceof HTMLElement && left.isConnected && left !== document.body) return left;
    return feed?.querySelector(`[data-seq="${this.#seq}"]`)?.closest<HTMLElement>('article');
  }
}
