import { expect, it } from 'vitest';
import { cacheOf } from './cache-figures.js';

it('counts as a hit whatever was answered without asking where the truth is', () => {
  const counts = { 'cache/hit': 5, 'cache/stale': 1, 'cache/not_modified': 2, 'cache/miss': 2, accepted: 7 };
  expect(cacheOf(counts)).toEqual({ hits: 8, misses: 2, hitRate: 0.8 });
});

it('says nothing of what is never kept, nor where nothing was asked for', () => {
  expect(cacheOf({ 'cache/bypass': 9, 'cache/hit': 1 })).toEqual({ hits: 1, misses: 0, hitRate: 1 });
  expect(cacheOf({ 'cache/bypass': 9 })).toEqual({ hits: 0, misses: 0, hitRate: null });
});
