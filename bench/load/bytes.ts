/** Reading of wire bytes without making strings of them. */

export const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

export function matches(data: Buffer, at: number, expected: Buffer, end: number): boolean {
  if (at + expected.length > end) return false;
  for (let index = 0; index < expected.length; index++) {
    if (data[at + index] !== expected[index]) return false;
  }
  return true;
}

/** The decimal number that starts at `at`, and where it ends; -1 when there is none. */
export function readDecimal(data: Buffer, at: number, end: number): { value: number; next: number } {
  let value = 0;
  let next = at;
  for (; next < end; next++) {
    const digit = (data[next] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return { value: next === at ? -1 : value, next };
}

/** The decimal number after the first `label` within [start, end), or -1. */
export function decimalAfter(data: Buffer, label: Buffer, start: number, end: number): number {
  const found = data.indexOf(label, start);
  if (found < 0 || found + label.length >= end) return -1;
  return readDecimal(data, found + label.length, end).value;
}

/** Microseconds of the machine's monotonic clock, which all processes share. */
export const nowMicros = (): number => Number(process.hrtime.bigint() / 1_000n);
