import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { randomId } from './random-id.js';

afterEach(() => vi.unstubAllGlobals());

it('is a UUID of version 4, another one each time, also where there is no crypto.randomUUID', () => {
  const { crypto } = globalThis;
  const getRandomValues = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);
  vi.stubGlobal('crypto', { getRandomValues });
  const ids = Array.from({ length: 1_000 }, randomId);
  expect(ids.filter((id) => !z.uuidv4().safeParse(id).success)).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

it.each([
  [0x00, '00000000-0000-4000-8000-000000000000'],
  [0xff, 'ffffffff-ffff-4fff-bfff-ffffffffffff'],
])('of bytes %i it is %s', (byte, id) => {
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(byte) });
  expect(randomId()).toBe(id);
});
