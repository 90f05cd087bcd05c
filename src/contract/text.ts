import { z } from 'zod';

/** Text that every store and every client can hold: well-formed Unicode without NUL. */
const storable = (text: string) => !text.includes('\0') && text.isWellFormed();
export const StorableText = z.string().refine(storable, { message: 'must be Unicode text without NUL characters' });

/** One line for people: trimmed, of at most `max` characters, without control characters. */
export const line = (max: number) =>
  StorableText.trim()
    .max(max, `must be at most ${max} characters`)
    .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters');

/** What somebody looks for. */
export const SearchText = line(100).default('');
