import type { Channel, ChannelSnapshot, Observable } from '@tertulia/client';
import type { VirtualizerHandle } from 'virtua';
import { client } from '../core/client';
import { sayError } from '../core/say';
import { isFocused, onFocusChange } from './focused';
import { type Align, ListPlace } from './list-place';
import { isReady, isSame, isSettled, type ListSnapshot } from './list-state';
import { type Row, type RowsInput, rowsOf } from './rows';
import { firstStage, isLast, nextStage, type Stage } from './stages';

/** How many rows before an end of what is loaded the next page is asked for. */
const AHEAD = 20;
const HIGHLIGHT_MS = 2_500;
/** How often the list is drawn at most while much is written. */
const DRAW_EVERY_MS = 100;

/**
 * A list of a channel's messages, as it stands on the screen: it begins at what is new, follows its end or holds its
 * place, loads what is come near to, and moves the read marker while somebody looks at the end.
 */
export class ListView implements Observable<ListSnapshot> {
  readonly place = new ListPlace();
  readonly #channel: Channel;
  readonly #userId: string;
  readonly #listeners = new Set<() => void>();
  #snapshot: ListSnapshot;
  #wanted: readonly Row[];
  /** What the wanted rows were made from. */
  #made: RowsInput | null = null;
  /** What the virtual list was given last. */
  #drawn: Stage<Row>;
  #aim: { seq: number; align: Align } | null = null;
  #target: number | null;
  #beginning = false;
  #loading = false;
  /** Something was marked as unread: it stays so for as long as it is looked at. */
  #held = false;
  #written = 0;
  #highlight: ReturnType<typeof setTimeout> | undefined;
  #due: ReturnType<typeof setTimeout> | undefined;
  #changedAt = -Infinity;

  constructor(channel: Channel, userId: string, target: number | null) {
    this.#channel = channel;
    this.#userId = userId;
    this.#target = target;
    this.#wanted = this.#rows(null);
    this.#drawn = firstStage(this.#wanted);
    const { seq, unread, pending } = channel.snapshot();
    this.#written = pending.length;
    this.#snapshot = {
      stage: this.#drawn,
      opened: false,
      atEnd: false,
      top: 0,
      highlighted: null,
      divider: null,
      newIsAbove: false,
      seq,
      unread,
      failed: false,
    };
  }

  readonly snapshot = (): ListSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Goes with the channel from now on. Answers how to end it. */
  start(): () => void {
    const ends = [
      this.#channel.subscribe(() => this.#heard()),
      client.connection.subscribe(() => this.#changed()),
      onFocusChange(() => this.#changed()),
    ];
    this.#changed();
    return () => {
      clearTimeout(this.#highlight);
      clearTimeout(this.#due);
      this.#due = undefined;
      // What is still being loaded is not scrolled to any more.
      this.place.attach(null);
      this.#channel.lookAt(null);
      for (const end of ends) end();
    };
  }

  /** The stage is what the virtual list has now. */
  drawn(stage: Stage<Row>, list: VirtualizerHandle | null): void {
    this.#drawn = stage;
    this.place.attach(list);
    if (!isLast(stage) || stage.wanted !== this.#wanted) return this.#publish({ stage: this.#nextStage() });
    if (this.#aim) this.#goToAim();
    else if (this.place.follows && !this.hasNewer) this.place.toEnd(stage.rows.length - 1);
  }

  readonly scrolled = (): void => {
    const seen = this.place.look(!this.hasNewer);
    if (!seen) return;
    // Where the end only moved away, for a row that grew say, nobody left it.
    if (!seen.atEnd && this.#snapshot.atEnd && !this.place.follows) this.#held = false;
    const row = this.#drawn.rows[seen.first];
    this.#channel.lookAt(!seen.atEnd && row?.kind === 'message' ? row.message.seq : null);
    if (seen.atEnd !== this.#snapshot.atEnd || seen.first !== this.#snapshot.top) {
      this.#publish({ atEnd: seen.atEnd, top: seen.first });
      this.#changed();
    }
    if (this.#snapshot.opened && !this.#snapshot.failed) void this.#loadNear(seen.first, seen.last);
  };

  readonly resized = (): void => {
    if (this.place.follows && !this.#aim && !this.hasNewer) this.place.toEnd(this.#drawn.rows.length - 1);
    this.scrolled();
  };

  /** To a message, loaded or not. */
  async jump(seq: number, align: Align = 'center', highlight = true): Promise<void> {
    this.place.leaveEnd();
    this.#aim = { seq, align };
    try {
      if (!this.#isLoaded(seq)) await this.#channel.jumpTo(seq);
      this.#changed();
      if (!this.#isLoaded(seq)) this.#aim = null;
      this.#goToAim();
      if (highlight) this.#show(seq);
    } catch (error) {
      this.#aim = null;
      sayError(error);
    }
  }

  /** Where another address leads. */
  goTo(target: number | null): void {
    if (target === this.#target) return;
    this.#target = target;
    this.again();
  }

  /** To where the address leads, once more. */
  readonly again = (): void => {
    if (this.#target !== null && this.#snapshot.opened) void this.jump(this.#target);
  };

  readonly toEnd = (): void => {
    this.#aim = null;
    if (this.hasNewer) this.#channel.jumpToNewest();
    this.place.toEnd(this.#drawn.rows.length - 1);
  };

  readonly toNew = (): void => {
    const { divider } = this.#snapshot;
    if (divider !== null) void this.jump(divider + 1, 'start', false);
  };

  /** Everything was read. */
  readonly clear = (): void => {
    this.#held = false;
    this.#channel.markRead();
    this.#divide(null);
  };

  /** From this place on it is unread. */
  async unreadFrom(seq: number): Promise<void> {
    this.#held = true;
    await this.#channel.markUnread(seq);
  }

  readonly retry = (): void => {
    this.#publish({ failed: false });
    this.scrolled();
  };

  /** Its end is not the channel's newest. */
  get hasNewer(): boolean {
    return this.#channel.snapshot().hasNewer;
  }

  #isLoaded(seq: number): boolean {
    return this.#channel.snapshot().messages.some((message) => message.seq === seq);
  }

  /** The same for as long as nothing that they show is another. */
  #rows(divider: number | null): readonly Row[] {
    const { messages, pending, hasOlder, hasNewer } = this.#channel.snapshot();
    const input = { messages, pending, hasOlder, hasNewer, divider, userId: this.#userId };
    if (this.#made && isSame(this.#made, input)) return this.#wanted;
    this.#made = input;
    return (this.#wanted = rowsOf(input));
  }

  #nextStage(): Stage<Row> {
    const isDrawn = isLast(this.#drawn) && this.#drawn.wanted === this.#wanted;
    return isDrawn ? this.#drawn : nextStage(this.#drawn, this.#wanted);
  }

  /** What the user wrote is shown at once, and so is what comes now and then. */
  #heard(): void {
    const wait = this.#changedAt + DRAW_EVERY_MS - performance.now();
    if (wait <= 0 || this.#channel.snapshot().pending.length !== this.#written) this.#changed();
    else this.#due ??= setTimeout(() => this.#changed(), wait);
  }

  #changed(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    this.#changedAt = performance.now();
    const channel = this.#channel.snapshot();
    const wrote = channel.pending.length > this.#written;
    this.#written = channel.pending.length;
    if (wrote) this.#held = false;
    this.#begin(channel);
    this.#read(channel);
    this.#divide(wrote ? null : this.#snapshot.divider);
    if (wrote) this.toEnd();
  }

  /** Where a list begins: at the place that an address leads to, else at what is unread, else at the newest end. */
  #begin(channel: ChannelSnapshot): void {
    if (this.#beginning || !isReady(channel)) return;
    this.#beginning = true;
    void this.#goToBeginning(channel);
  }

  async #goToBeginning({ unread, readSeq }: ChannelSnapshot): Promise<void> {
    if (this.#target !== null) await this.jump(this.#target);
    else if (unread > 0) await this.jump(readSeq + 1, 'start', false);
    else this.toEnd();
    this.#publish({ opened: true });
    requestAnimationFrame(() => {
      this.resized();
      // Whoever began at the end, where nothing moves any more, has read it.
      this.#changed();
    });
  }

  #read(channel: ChannelSnapshot): void {
    if (channel.unread === 0) return;
    const { opened, atEnd } = this.#snapshot;
    if (opened && atEnd && !this.#held && isFocused() && isSettled(channel)) this.#channel.markRead();
    else this.#snapshot = { ...this.#snapshot, divider: channel.readSeq };
  }

  #divide(divider: number | null): void {
    const { seq, unread, messages, hasNewer } = this.#channel.snapshot();
    const wanted = this.#rows(divider);
    const at = divider === null ? -1 : wanted.findIndex((row) => row.kind === 'message' && row.firstUnread);
    const isAbove = at === -1 ? (messages[0]?.seq ?? 0) > (divider ?? 0) + 1 : at < this.#snapshot.top;
    const newIsAbove = divider !== null && !hasNewer && isAbove;
    this.#publish({ stage: this.#nextStage(), divider, newIsAbove, seq, unread });
  }

  #goToAim(): void {
    const aim = this.#aim;
    const index = this.#drawn.rows.findIndex((row) => row.kind === 'message' && row.message.seq === aim?.seq);
    if (!aim || index === -1) return;
    this.#aim = null;
    this.place.to(index, aim.align);
  }

  async #loadNear(first: number, last: number): Promise<void> {
    const { hasOlder, hasNewer } = this.#channel.snapshot();
    const older = hasOlder && first < AHEAD;
    const newer = hasNewer && last > this.#drawn.rows.length - AHEAD;
    if (this.#loading || this.#aim || (!older && !newer)) return;
    this.#loading = true;
    try {
      await (older ? this.#channel.loadOlder() : this.#channel.loadNewer());
      this.#changed();
    } catch {
      this.#publish({ failed: true });
    } finally {
      this.#loading = false;
    }
    requestAnimationFrame(this.scrolled);
  }

  #show(seq: number): void {
    clearTimeout(this.#highlight);
    this.#publish({ highlighted: seq });
    this.#highlight = setTimeout(() => this.#publish({ highlighted: null }), HIGHLIGHT_MS);
  }

  #publish(change: Partial<ListSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}
