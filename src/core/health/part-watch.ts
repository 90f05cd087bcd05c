import { inTime } from '../in-time.js';
import type { Part } from './parts.js';

/**
 * Asks one part whether it is there, for however many want to know: one check at a time, and one within `freshMs`. Of a
 * part that hangs it is known that it does; another check would only wait with the first one, and hold what that holds.
 */
export class PartWatch {
  private underWay = false;
  private askedAt = -Infinity;
  private answer: Promise<unknown> = Promise.resolve();

  constructor(private readonly part: Part) {}

  /** Rejects where the part cannot do its work, or does not say so within its time. */
  ask(): Promise<unknown> {
    const { check, withinMs, freshMs } = this.part;
    const now = performance.now();
    if (this.underWay || now - this.askedAt < freshMs) return this.answer;
    this.askedAt = now;
    this.underWay = true;
    const checking = check();
    const ended = () => {
      this.underWay = false;
    };
    checking.then(ended, ended);
    this.answer = inTime(checking, withinMs);
    return this.answer;
  }
}
