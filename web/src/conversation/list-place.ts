import type { VirtualizerHandle } from 'virtua';

/** So near to the end one is at the end, in pixels. */
const NEAR = 48;

export type Align = 'start' | 'center' | 'end' | 'nearest';

/** What is on the screen, by index. */
export interface Seen {
  readonly first: number;
  readonly last: number;
  /** The last row that is loaded is on the screen. */
  readonly atEnd: boolean;
}

/** Where a virtual list stands: at its end, which it follows, or where somebody went. */
export class ListPlace {
  #list: VirtualizerHandle | null = null;
  #follows = true;
  /** On its way to the end: what it scrolls meanwhile, with rows that turn out larger or smaller, is nobody's going back. */
  #heading = false;
  #offset = 0;

  get follows(): boolean {
    return this.#follows;
  }

  attach(list: VirtualizerHandle | null): void {
    this.#list = list;
  }

  /** After it was scrolled. `isNewest`: nothing newer than its end is left to be loaded. */
  look(isNewest: boolean): Seen | null {
    const list = this.#list;
    if (!list) return null;
    const { scrollOffset, viewportSize } = list;
    const atEnd = isNewest && below(list) <= NEAR;
    // Rows that are added below do not move anybody away from the end: only who goes back leaves it.
    if (atEnd) {
      this.#follows = true;
      this.#heading = false;
    } else if (!this.#heading && (!isNewest || scrollOffset < this.#offset - 1)) this.#follows = false;
    this.#offset = scrollOffset;
    return { first: list.findItemIndex(scrollOffset), last: list.findItemIndex(scrollOffset + viewportSize), atEnd };
  }

  to(index: number, align: Align): void {
    this.leaveEnd();
    this.#list?.scrollToIndex(index, { align });
  }

  /** Without leaving what is followed. */
  reveal(index: number): void {
    this.#list?.scrollToIndex(index, { align: 'nearest' });
  }

  toEnd(index: number): void {
    this.#follows = true;
    this.#heading = !this.#list || below(this.#list) > 1;
    this.#list?.scrollToIndex(index, { align: 'end' });
  }

  leaveEnd(): void {
    this.#follows = false;
    this.#heading = false;
  }

  /** Somebody scrolls: from now on it goes where they go. */
  readonly taken = (): void => {
    this.#heading = false;
  };
}

/** How much there is below what is on the screen, in pixels. */
const below = ({ scrollSize, viewportSize, scrollOffset }: VirtualizerHandle): number =>
  scrollSize - viewportSize - scrollOffset;
