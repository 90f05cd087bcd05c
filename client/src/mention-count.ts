import type { Change, Mentions } from './contract.js';
import type { Reader } from './reader.js';

/** More than these, of one channel that nobody reads, are added up. */
const MAX_CHANGES = 500;
const NOBODY: Mentions = { userIds: [], groupIds: [], all: 'none' };

/** A change as it concerns counts. */
export interface CountStep {
  change: Change;
  /** The message was not counted yet. */
  isNew: boolean;
  /** It may mention others than before. */
  mayAlter: boolean;
}

/** What changes mean to counts that know of changes up to `rev`, and of messages up to `seq`. */
export function stepsAfter(rev: number, seq: number, changes: readonly Change[]): CountStep[] {
  const due = changes.filter((change) => change.rev > rev);
  // What was read back has a message once: it may stand for changes that are not there.
  const isDense = due.length === (due.at(-1)?.rev ?? 0) - rev;
  const met = new Set<number>();
  return due.map((change) => {
    const { kind, message } = change;
    const isNew = message.seq > seq && !met.has(message.seq);
    met.add(message.seq);
    const wasAltered = (message.editedAt ?? message.deletedAt) !== null;
    return { change, isNew, mayAlter: isDense ? kind === 'edited' || kind === 'deleted' : wasAltered };
  });
}

/** What a change made of a message's mentions. */
interface MentionChange {
  rev: number;
  seq: number;
  before: Mentions;
  now: Mentions;
}

/**
 * The mentions of the reader beyond their marker: what the server counted as of a rev, and what changes after that added
 * and took away, by the groups that the reader is in now.
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
    return this.#counted + this.#sum(this.#changes, readSeq);
  }

  /** The server's own count, which knows of all changes up to this rev. */
  take(counted: number, rev: number): void {
    this.#counted = counted;
    this.#rev = rev;
    this.#changes = this.#changes.filter((change) => change.rev > rev);
  }

  /** Somebody else's message that was not there before. */
  create({ seq, rev, mentions }: Change['message'], reader: Reader, readSeq: number): void {
    this.#add({ rev, seq, before: NOBODY, now: mentions }, reader, readSeq);
  }

  /** Of a message that was there; false where nothing tells whom it mentioned before. */
  change({ message, mentionsBefore }: Change, reader: Reader, readSeq: number): boolean {
    const { seq, rev, mentions: now } = message;
    if (rev <= this.#rev) return true;
    const before = mentionsBefore ?? this.#changes.findLast((change) => change.seq === seq)?.now;
    if (before) this.#add({ rev, seq, before, now }, reader, readSeq);
    return before !== undefined;
  }

  /** Everything up to this place was read. */
  readTo(seq: number): void {
    this.#counted = 0;
    this.#changes = this.#changes.filter((change) => change.seq > seq);
  }

  #add(change: MentionChange, reader: Reader, readSeq: number): void {
    this.#reader = reader;
    if (change.rev <= this.#rev || (isNobody(change.before) && isNobody(change.now))) return;
    this.#changes.push(change);
    if (this.#changes.length <= MAX_CHANGES) return;
    this.#counted += this.#sum(this.#changes.splice(0, MAX_CHANGES / 2), readSeq);
  }

  #sum(changes: readonly MentionChange[], readSeq: number): number {
    const unread = changes.filter(({ seq }) => seq > readSeq);
    return unread.reduce((sum, { before, now }) => sum + this.#of(now) - this.#of(before), 0);
  }

  #of(mentions: Mentions): number {
    return this.#reader?.isMentioned(mentions) ? 1 : 0;
  }
}

const isNobody = ({ userIds, groupIds, all }: Mentions): boolean =>
  userIds.length === 0 && groupIds.length === 0 && all === 'none';
