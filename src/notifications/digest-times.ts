import type { DigestSchedule } from '../contract/preferences.js';
import { nextDigestAt } from './digest-schedule.js';

const MAX_KEPT = 2000;

/**
 * When digests are due next. Asking a time zone costs more than all else that is decided about somebody, and most of a
 * crowd share a schedule and a clock: an answer is kept, for it holds until its time has come.
 */
export class DigestTimes {
  private readonly kept = new Map<string, { from: Date; next: Date }>();

  next(schedule: DigestSchedule, timeZone: string, after: Date): Date {
    const key = `${schedule.every} ${schedule.at} ${schedule.weekday ?? ''} ${timeZone}`;
    const known = this.kept.get(key);
    if (known && known.from <= after && after < known.next) return known.next;
    const next = nextDigestAt(schedule, timeZone, after);
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(key, { from: after, next });
    return next;
  }
}
