import type { FieldError } from '../../../src/contract/errors.js';

/** A value that breaks a rule, and what the answer says of it. */
export type BadValue = [value: unknown, rule: RegExp];

export interface Field {
  good: unknown;
  bad: BadValue[];
  optional?: true;
}
export type Fields = Record<string, Field>;

/** What a field's rule says where the field is not there. */
export const IS_REQUIRED = /^is required$|^Invalid option/;
export const IS_UNKNOWN = /^is not a known field$/;

const nonStrings = (rule: RegExp): BadValue[] => [5, true, null, {}, []].map((value) => [value, rule]);

export const uuid = (good: string): Field => ({
  good,
  bad: [
    ...nonStrings(/must be a UUID/),
    ['', /must be a UUID/],
    ['nonsense', /must be a UUID/],
    [`${good}0`, /must be a UUID/],
    [` ${good}`, /must be a UUID/],
    ["'; DROP TABLE users; --", /must be a UUID/],
  ],
});

export const text = (good: string, { max, empty = false }: { max: number; empty?: boolean }): Field => ({
  good,
  bad: [
    ...nonStrings(/expected string/),
    ...(empty ? [] : ([['', /must not be empty|must be/]] satisfies BadValue[])),
    ['x'.repeat(max + 1), /at most|must be 2 to|Too big/],
  ],
});

export const whole = (good: number): Field => ({
  good,
  bad: [
    [-1, /at least 0/],
    [1.5, /whole number/],
    ['1', /whole number|expected number/],
    [null, /whole number|expected number/],
    [{}, /whole number|expected number/],
    [1e300, /whole number|at most|expected int/],
  ],
});

export const flag: Field = {
  good: true,
  bad: ['yes', 1, null].map((value): BadValue => [value, /boolean/]),
  optional: true,
};

export const time: Field = {
  good: '2030-01-01T00:00:00.000Z',
  bad: [
    ['tomorrow', /datetime/],
    ['', /datetime/],
    [5, /string/],
  ],
};

export const moderationReason: Field = { ...text('a reason', { max: 500, empty: true }), optional: true };

export const reportReason: Field = {
  good: 'spam',
  bad: [...nonStrings(/must be spam/), ['', /must be spam/], ['boring', /must be spam/]],
};

export const comment: Field = { ...text('a comment', { max: 1000, empty: true }), optional: true };

export const categoryName: Field = {
  ...text('A category', { max: 80 }),
  bad: [...text('', { max: 80 }).bad, ['a\u0007b', /control/]],
};

export const categoryIds: Field = {
  good: [],
  bad: [
    ['nonsense', /expected array/],
    [['nonsense'], /must be a UUID/],
    [['favorites'], /must be a UUID/],
    [Array.from({ length: 51 }, () => '01890000-0000-7000-8000-000000000000'), /at most 50/],
  ],
};

/** Where a channel is put. */
export const place: Record<'categoryId' | 'position', Field> = {
  categoryId: { good: 'favorites', bad: ['nonsense', '', 5, {}, []].map((value): BadValue => [value, /or favorites/]) },
  position: { ...whole(0), optional: true },
};

export const emoji: Field = {
  good: '👍',
  bad: [
    ...nonStrings(/expected string/),
    ...['', 'thumbs up', '1', '👍👍', '👍 ', ':+1:', '❤\uFE0E', '\u200D', '\ud83d'].map((value): BadValue => [
      value,
      /must be one emoji/,
    ]),
    ['👍'.repeat(100), /at most/],
  ],
};

/** Of a message: there are none yet. */
export const fileIds: Field = {
  good: [],
  optional: true,
  bad: [
    ['a file', /expected array/],
    [null, /expected array/],
    [['00000000-0000-7000-8000-000000000001'], /must be empty/],
  ],
};

const asked = { options: ['yes', 'no'] };

/** What a message asks. */
export const poll: Field = {
  good: { options: ['yes', 'no'], multiple: true, anonymous: true, question: 'Well?' },
  optional: true,
  bad: [
    ['yes or no?', /expected object/],
    [null, /expected object/],
    [{}, /is required/],
    [{ ...asked, options: ['yes'] }, /at least 2/],
    [{ ...asked, options: Array.from({ length: 21 }, (_, i) => `option ${i}`) }, /at most 20/],
    [{ ...asked, options: ['yes', 'yes '] }, /differ from each other/],
    [{ ...asked, options: ['yes', ' '] }, /must not be empty/],
    [{ ...asked, options: ['yes', 'x'.repeat(101)] }, /at most 100/],
    [{ ...asked, options: ['yes', 'n\u0000'] }, /NUL|control/],
    [{ ...asked, options: ['yes', 5] }, /expected string/],
    [{ ...asked, options: 'yes' }, /expected array/],
    [{ ...asked, question: '' }, /must not be empty/],
    [{ ...asked, question: 'x'.repeat(301) }, /at most 300/],
    [{ ...asked, multiple: 'yes' }, /boolean/],
    [{ ...asked, anonymous: null }, /boolean/],
    [{ ...asked, closesAt: 'tomorrow' }, /datetime/],
    [{ ...asked, surprise: 1 }, /is not a known field/],
  ],
};

export const optionIds: Field = {
  good: [],
  bad: [
    ['nonsense', /expected array/],
    [null, /expected array/],
    [['nonsense'], /must be a UUID/],
    [[5], /must be a UUID/],
    [Array.from({ length: 2 }, () => '01890000-0000-7000-8000-000000000000'), /differ from each other/],
    [Array.from({ length: 21 }, () => crypto.randomUUID()), /at most 20/],
  ],
};

/** A moment to come. */
export const ahead: Field = {
  good: new Date(Date.now() + 86_400_000).toISOString(),
  bad: [
    ...nonStrings(/expected string/),
    ['', /datetime/],
    ['tomorrow', /datetime/],
    ['2020-01-01T00:00:00.000Z', /must be in the future/],
    ['2999-01-01T00:00:00.000Z', /must be at most 120 days ahead/],
  ],
};

/** Query parameters come as text. */
export const queryWhole = (min: number, max?: number): Field => ({
  good: String(min),
  optional: true,
  bad: [
    ['', /whole number/],
    ['x', /whole number/],
    ['-1', /whole number/],
    ['1.5', /whole number/],
    ['1e3', /whole number/],
    ['9'.repeat(40), /whole number/],
    ...(min > 0 ? ([[String(min - 1), /at least/]] satisfies BadValue[]) : []),
    ...(max === undefined ? [] : ([[String(max + 1), /at most/]] satisfies BadValue[])),
  ],
});

/** The messages about a field, or about something in it. */
export const rulesOf = (errors: FieldError[], field: string): string =>
  errors.flatMap(({ path, message }) => (path === field || path.startsWith(`${field}.`) ? [message] : [])).join('; ');

export const goodValues = (fields: Fields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, { good }]) => [name, good]));
