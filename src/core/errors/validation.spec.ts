import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DomainError } from './domain-error.js';
import { parse, toValidationError } from './validation.js';

const Input = z.strictObject({
  name: z.string().min(2, 'must have two characters'),
  deep: z.strictObject({ list: z.array(z.int('must be a whole number')) }).optional(),
});

function errorsOf(input: unknown) {
  try {
    parse(Input, input);
    return [];
  } catch (error) {
    return error instanceof DomainError && error.code === 'validation_failed' ? error.more.errors : error;
  }
}

describe('a broken rule', () => {
  it('is told with the path of its field', () => {
    expect(errorsOf({ name: 'x', deep: { list: [1, 1.5] } })).toEqual([
      { path: 'name', message: 'must have two characters' },
      { path: 'deep.list.1', message: 'must be a whole number' },
    ]);
  });

  it('of a missing field says that it is required', () => {
    expect(errorsOf({})).toEqual([{ path: 'name', message: 'is required' }]);
    expect(errorsOf({ name: 'ok', deep: {} })).toEqual([{ path: 'deep.list', message: 'is required' }]);
  });

  it('of unknown fields names each of them, where it stands', () => {
    expect(errorsOf({ name: 'ok', a: 1, deep: { list: [], b: 1 }, c: 1 })).toEqual(
      expect.arrayContaining([
        { path: 'a', message: 'is not a known field' },
        { path: 'c', message: 'is not a known field' },
        { path: 'deep.b', message: 'is not a known field' },
      ]),
    );
  });

  it('of the whole has an empty path', () => {
    expect(errorsOf(undefined)).toEqual([{ path: '', message: 'is required' }]);
    expect(errorsOf(5)).toMatchObject([{ path: '' }]);
  });

  it('may come from any Standard Schema, whose path segments may be objects', () => {
    const issue = { path: [{ key: 'a' }, 0, { key: 'b' }], message: 'must be nice' };
    expect(toValidationError([issue]).more.errors).toEqual([{ path: 'a.0.b', message: 'must be nice' }]);
  });
});

it('what keeps the rules comes back as the schema gives it', () => {
  expect(parse(z.string().trim(), ' x ')).toBe('x');
});
