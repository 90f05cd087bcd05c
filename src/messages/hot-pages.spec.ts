import { expect, it } from 'vitest';
import { HotPages } from './hot-pages.js';

const page = Buffer.alloc(100);
const at = (rev: number) => ({ rev, membersVersion: 0 });
const compress = (bytes: number) => () => Promise.resolve(Buffer.alloc(bytes));

it('pages take no more room than they are given, compressed forms and all; the least recently used go first', async () => {
  const pages = new HotPages(300);
  const first = pages.put('first', at(1), page);
  pages.put('second', at(1), page);
  expect(pages.find('first', 1)).toBe(first);
  await first.encoded('br', compress(100));
  expect(pages.find('second', 1)).not.toBeNull();
  await first.encoded('gzip', compress(1));
  expect([pages.find('first', 1), pages.find('second', 1)]).toEqual([null, expect.anything()]);
});

it('a page that is gone gives all its room back, and what is compressed of it afterwards takes none', async () => {
  const pages = new HotPages(200);
  const old = pages.put('a', at(1), page);
  await old.encoded('br', compress(50));
  pages.put('a', at(2), page);
  await old.encoded('gzip', compress(1000));
  pages.put('b', at(1), page);
  expect([pages.find('a', 2), pages.find('b', 1)]).not.toContain(null);
});

it('a form is made once, and again where it could not be made', async () => {
  const kept = new HotPages(1000).put('a', at(1), page);
  await expect(kept.encoded('br', () => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory');
  const form = await kept.encoded('br', compress(7));
  expect(await kept.encoded('br', compress(8))).toBe(form);
});
