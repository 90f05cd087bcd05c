import { describe, expect, it } from 'vitest';
import type { Category } from '../contract/categories.js';
import { inOrder, NO_CATEGORIES, withCategory, withChannel, withName, withoutCategory } from './categories.js';

const two: Category[] = [
  { id: 'favorites', name: null, channelIds: ['a', 'b'] },
  { id: '1', name: 'Work', channelIds: ['c'] },
  { id: '2', name: 'Tea', channelIds: [] },
];
const shape = (categories: readonly Category[]) => categories.map(({ id, channelIds }) => [id, channelIds.join('')]);

describe('categories', () => {
  it('are made at the end, fifty at most, and renamed', () => {
    expect(withCategory(NO_CATEGORIES, '1', 'Work').at(-1)).toEqual({ id: '1', name: 'Work', channelIds: [] });
    let full: readonly Category[] = NO_CATEGORIES;
    for (let i = 0; i < 50; i++) full = withCategory(full, String(i), 'x');
    expect(() => withCategory(full, '50', 'x')).toThrow('at most 50 categories');
    expect(withName(two, '2', 'Coffee')[2]?.name).toBe('Coffee');
    expect(() => withName(two, '3', 'Coffee')).toThrow('not found');
  });

  it('leave their channels behind', () => {
    expect(shape(withoutCategory(two, '1'))).toEqual([
      ['favorites', 'ab'],
      ['2', ''],
    ]);
  });

  it('have an order that names each once, behind the favourites', () => {
    expect(shape(inOrder(two, ['2', '1'])).map(([id]) => id)).toEqual(['favorites', '2', '1']);
    for (const ids of [['1'], ['1', '1'], ['1', '3'], ['1', '2', '2'], ['favorites', '1', '2']]) {
      expect(() => inOrder(two, ids)).toThrow('each of your categories once');
    }
  });

  it('hold a channel once, at its position', () => {
    expect(shape(withChannel(two, 'c', 'favorites', 1))).toEqual([
      ['favorites', 'acb'],
      ['1', ''],
      ['2', ''],
    ]);
    expect(shape(withChannel(two, 'a', 'favorites'))[0]).toEqual(['favorites', 'ba']);
    expect(shape(withChannel(two, 'd', '2', 7))[2]).toEqual(['2', 'd']);
    expect(shape(withChannel(two, 'c', null))[1]).toEqual(['1', '']);
    expect(shape(two)[1]).toEqual(['1', 'c']);
  });

  it('hold a thousand channels at most, and those may still be moved', () => {
    const channelIds = Array.from({ length: 1000 }, (_, i) => `channel ${i}`);
    const full: Category[] = [{ id: 'favorites', name: null, channelIds }, ...two.slice(2)];
    expect(() => withChannel(full, 'one more', '2')).toThrow('at most 1000 channels');
    expect(withChannel(full, 'channel 5', '2')[1]?.channelIds).toEqual(['channel 5']);
  });
});
