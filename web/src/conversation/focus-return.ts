import type { RefObject } from 'react';

/** Whoever closes what was open over a list goes on where they were, else at the message that it was about. */
export class FocusReturn {
  readonly #feed: RefObject<HTMLElement | null>;
  #left: Element | null = null;
  #seq = 0;

  constructor(feed: RefObject<HTMLElement | null>) {
    this.#feed = feed;
  }

  /** `seq`: of the message that it is about. */
  leave(seq: number): void {
    this.#left = document.activeElement;
    this.#seq = seq;
  }

  /** Once the page is drawn again, unless the focus is somewhere by then. */
  back(): void {
    const left = this.#left;
    const place = `[data-seq="${this.#seq}"]`;
    requestAnimationFrame(() => {
      const { activeElement } = document;
      if (activeElement && activeElement !== document.body) return;
      const row = this.#feed.current?.querySelector(place)?.closest<HTMLElement>('article');
      const to = left instanceof HTMLElement && left.isConnected && left !== document.body ? left : row;
      to?.focus({ preventScroll: true });
    });
  }
}
