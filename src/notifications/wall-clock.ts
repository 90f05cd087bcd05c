import { IANAZone } from 'luxon';
import type { LocalTime } from '../contract/preferences.js';

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** 1970-01-01 was a Thursday. */
const WEEKDAY_OF_DAY_0 = 4;

/** The instants at which a clock shows a time: none in a skipped hour, two in a repeated one. */
interface Showing {
  first: number;
  last: number;
}

export function minutesOf(time: LocalTime): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** ISO weekday, Monday 1, of a day counted from 1970-01-01. */
export const weekdayOf = (day: number): number => ((((day + WEEKDAY_OF_DAY_0 - 1) % 7) + 7) % 7) + 1;

/** `UTC` in place of what is no time zone here. */
export const knownZone = (timeZone: string): string => (IANAZone.create(timeZone).isValid ? timeZone : 'UTC');

/**
 * The clock on the wall in a time zone. Instants are milliseconds since 1970, days are counted from 1970-01-01 as the
 * calendar there has them.
 */
export class WallClock {
  private readonly zone: IANAZone;

  constructor(timeZone: string) {
    this.zone = IANAZone.create(timeZone);
    if (!this.zone.isValid) throw new RangeError(`${timeZone} is not a time zone`);
  }

  dayAt(instant: number): number {
    return Math.floor((instant + this.offsetAt(instant)) / DAY_MS);
  }

  offsetAt(instant: number): number {
    const offset = this.zone.offset(instant) * MINUTE_MS;
    if (Number.isNaN(offset)) throw new RangeError('not an instant');
    return offset;
  }

  /**
   * The first and the last instant at which the clock shows `minutes` past the midnight that begins `day`. A time that
   * is skipped comes when the clock jumps over it.
   */
  showing(day: number, minutes: number): Showing {
    const shown = day * DAY_MS + minutes * MINUTE_MS;
    // No zone is a day away from UTC, and none changes twice within two days.
    const before = this.offsetAt(shown - DAY_MS);
    const after = this.offsetAt(shown + DAY_MS);
    if (before === after) return { first: shown - before, last: shown - before };
    const instants = [before, after].flatMap((offset) =>
      this.offsetAt(shown - offset) === offset ? [shown - offset] : [],
    );
    const [first] = instants;
    if (first === undefined) {
      const jump = this.changeBetween(shown - after, shown - before);
      return { first: jump, last: jump };
    }
    return { first: Math.min(...instants), last: Math.max(...instants) };
  }

  /** The first instant with the offset that holds at `late`, where another holds at `early`. */
  private changeBetween(early: number, late: number): number {
    const offset = this.offsetAt(late);
    let [differs, holds] = [early, late];
    while (holds - differs > 1) {
      const middle = Math.floor((differs + holds) / 2);
      if (this.offsetAt(middle) === offset) holds = middle;
      else differs = middle;
    }
    return holds;
  }
}
