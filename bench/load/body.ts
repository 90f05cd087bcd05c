import { randomBytes, randomInt } from 'node:crypto';
import { ascii, decimalAfter, nowMicros, readDecimal } from './bytes.js';

/** Occurs exactly once in every delivered message, whoever serialised it. */
const MARK = ascii('"body":"~');
const CLOCK_DIGITS = 16;
const POOL_WORDS = 20_000;
const WORDS = (
  'about after again also always another around because before better between build chat could deploy does done each ' +
  'early enough every figure first found from give good green have here house idea issue just keep know large later ' +
  'learn leave little look make maybe meeting merge message might more morning most much need never next night number ' +
  'office often only open other over people place please point question quick ready really release review right road ' +
  'said same see server should small some soon start still sure take test thanks that their them then there these they ' +
  'thing think this those time today tomorrow tonight under until update very wait want water week well were what when ' +
  'where which while will with without word work world would write year yesterday your'
).split(' ');

// Words in no order, so that what is long compresses as speech does and not as a repetition.
const pool = Array.from({ length: POOL_WORDS }, () => WORDS[randomInt(WORDS.length)]).join(' ');

function filler(length: number): string {
  const from = randomInt(pool.length - length);
  return pool.slice(from, from + length);
}

/** A text of the given length that carries its own time of sending. */
export function makeBody(length: number): string {
  return `~${String(nowMicros()).padStart(CLOCK_DIGITS, '0')} ${filler(Math.max(0, length - CLOCK_DIGITS - 2))}`;
}

/** The time of sending that a text of `makeBody` carries. */
export const sentMicrosOf = (body: string): number => Number(body.slice(1, 1 + CLOCK_DIGITS));

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
