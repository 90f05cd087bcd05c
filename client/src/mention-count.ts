import type { Mentions } from './contract.js';
import type { Reader } from './reader.js';

/** More than these, of one channel that nobody reads, are added up. */
const MAX_CHANGES = 500;

/** What a change made of a message's mentions. */
export interface MentionChange {
  rev: number;
  seq: number;
  now: Mentions;
}

/**
 * The mentions of the reader beyond their marker: what the server counted as of a rev, and what changes after that added,
 * by the groups that the reader is in now.
 */
export class MentionCount {
  #counted: number;
  #rev: number;
  #changes: MentionChange[] = [];
  #reader: Reader | null = null;

  constructor(counted = 0, rev = 0) {
    this.#counted = counted;
    this.#rev = rev;
  }

  /** As of when the server counted. */
  get rev(): number {
    return this.#rev;
  }

  beyond(readSeq: number): number {
    return this.#counted + this.#sum(this.#changes.filter(({ seq }) => seq > readSeq));
  }

  /** The server's own count, which knows of all changes up to this rev. */
  take(counted: number, rev: number): void {
    this.#counted = counted;
    this.#rev = rev;
    this.#changes = this.#changes.filter((change) => change.rev > rev);
  }

  add(change: MentionChange, reader: Reader): void {
    this.#reader = reader;
    if (change.rev <= this.#rev || !isOfSomebody(change.now)) return;
    this.#changes.push(change);
    if (this.#changes.length <= MAX_CHANGES) return;
    this.#counted += this.#sum(this.#changes.splice(0, MAX_CHANGES / 2));
  }

  /** Everything before this place was read. */
  readTo(seq: number): void {
    this.#counted = 0;
    this.#changes = this.#changes.filter((change) => change.seq > seq);
  }

  #sum(changes: readonly MentionChange[]): number {
    return changes.reduce((sum, { now }) => sum + this.#of(now), 0);
  }

  #of(mentions: Mentions): number {
    return this.#reader?.isMentioned(mentions) ? 1 : 0;
  }
}

const isOfSomebody = ({ userIds, groupIds, all }: Mentions): boolean =>
  userIds.length > 0 || groupIds.length > 0 || all !== 'none';
