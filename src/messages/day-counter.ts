/** As much of a message as is counted. */
export interface SentMessage {
  seq: number;
  authorId: string;
  kind: 'user' | 'system';
  createdAt: Date;
}

export interface DayCount {
  /** In UTC. */
  day: string;
  messages: number;
  authors: number;
  /** The last message of the day. */
  lastSeq: number;
}

const DATE_LENGTH = '2026-01-31'.length;

export const dayOf = (time: Date): string => time.toISOString().slice(0, DATE_LENGTH);

/**
 * Counts a channel's messages day by day, as they come in `seq` order. Days never go back: what a clock that was set back
 * dates before the message in front of it counts on that one's day.
 */
export class DayCounter {
  private complete: DayCount[] = [];
  private day = '';
  private messages = 0;
  private authors = new Set<string>();
  private lastSeq = 0;

  add({ seq, authorId, kind, createdAt }: SentMessage): void {
    const day = dayOf(createdAt);
    if (day > this.day) {
      this.endDay();
      this.day = day;
    }
    this.lastSeq = seq;
    if (kind === 'system') return;
    this.messages++;
    this.authors.add(authorId);
  }

  /** No message of the day that was counted last follows. */
  endDay(): void {
    const { day, messages, authors, lastSeq } = this;
    if (lastSeq > 0) this.complete.push({ day, messages, authors: authors.size, lastSeq });
    [this.messages, this.authors, this.lastSeq] = [0, new Set(), 0];
  }

  /** The days that are complete since the last call, in their order. */
  take(): DayCount[] {
    const days = this.complete;
    this.complete = [];
    return days;
  }
}
