import { randomBytes } from 'node:crypto';
import { ascii, decimalAfter, nowMicros, readDecimal } from './bytes.js';

/** Occurs exactly once in every delivered message, whoever serialised it. */
const MARK = ascii('"body":"@');
const CLOCK_DIGITS = 16;
const WORDS =
  'the quick brown fox jumps over a lazy dog while seven wizards brew jugs of fine black tea and nobody minds at all ';

const filler = (length: number): string => WORDS.repeat(Math.ceil(length / WORDS.length)).slice(0, length);

/** A text of the given length that carries its own time of sending. */
export function makeBody(length: number): string {
  return `@${String(nowMicros()).padStart(CLOCK_DIGITS, '0')} ${filler(Math.max(0, length - CLOCK_DIGITS - 2))}`;
}

/** Calls back with the time of sending of each message in a frame; answers how many there were. */
export function eachBody(data: Buffer, start: number, end: number, visit: (sentMicros: number) => void): number {
  const frame = data.subarray(start, end);
  let count = 0;
  for (let at = 0; ; count++) {
    const found = frame.indexOf(MARK, at);
    if (found < 0) return count;
    at = found + MARK.length;
    visit(readDecimal(frame, at, frame.length).value);
  }
}

const SINCE = ascii('"since":');
const REV = ascii('"rev":');
const CHANGES = ascii('"changes":');

/** The span that a `channel:changes` frame covers, from its head alone; null where the head comes after the changes. */
export function readSpan(data: Buffer, start: number, end: number): { since: number; rev: number } | null {
  const changes = data.indexOf(CHANGES, start);
  const headEnd = changes < 0 || changes > end ? end : changes;
  const since = decimalAfter(data, SINCE, start, headEnd);
  const rev = decimalAfter(data, REV, start, headEnd);
  return since < 0 || rev < 0 ? null : { since, rev };
}

const run = randomBytes(4).toString('hex');
let made = 0;

/** A UUID that no other message has, cheaper than a random one each. */
export const nextClientId = (): string => `${run}-0000-4000-8000-${(++made).toString(16).padStart(12, '0')}`;
