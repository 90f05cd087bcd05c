import { describe, expect, it } from 'vitest';
import { pictureSize, pictureType } from './picture.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const ascii = (text: string) => Buffer.from(text, 'latin1');

const PNG = hex('89504e470d0a1a0a 0000000d 49484452 00000400 00000200 08060000');
/** What applications say of themselves, a table, a byte to fill up, and the header of a progressive frame. */
const JPEG = hex('ffd8 ffe00006 4a464946 ffdb0003 00 ffffc2 0011 08 0200 0400 03');
const webp = (chunk: string, content: string) =>
  Buffer.concat([ascii(`RIFF\0\0\0\0WEBP${chunk}\0\0\0\0`), hex(content)]);
const LOSSY = webp('VP8 ', '000000 9d012a 0044 0082');
const LOSSLESS = webp('VP8L', '2f ffc37f00');
const EXTENDED = webp('VP8X', '10000000 ff0300 ff0100');

describe('a picture says', () => {
  it.each([
    ['image/png', PNG],
    ['image/jpeg', JPEG],
    ['image/webp', LOSSY],
    ['image/webp', LOSSLESS],
    ['image/webp', EXTENDED],
  ])('that it is %s, and its size', (type, content) => {
    expect(pictureType(content)).toBe(type);
    expect(pictureSize(content)).toEqual({ width: 1024, height: 512 });
  });

  it('nothing where it ends too early', () => {
    for (const content of [
      PNG.subarray(0, 23),
      JPEG.subarray(0, -3),
      LOSSY.subarray(0, 29),
      EXTENDED.subarray(0, 29),
    ]) {
      for (let length = 0; length <= content.length; length++) {
        expect(pictureSize(content.subarray(0, length))).toBeNull();
      }
    }
  });
});

it.each([
  ['a GIF', ascii('GIF89a')],
  ['a drawing', ascii('<svg xmlns="http://www.w3.org/2000/svg">')],
  ['a film', ascii('RIFF\0\0\0\0AVI LIST')],
  ['a PNG with another chunk first', hex('89504e470d0a1a0a 00000004 43674249 00000001 00000001')],
  ['a PNG without width', hex('89504e470d0a1a0a 0000000d 49484452 00000000 00000001 08060000')],
  ['a JPEG whose height comes later', hex('ffd8 ffc0 0011 08 0000 0001 03')],
  ['a JPEG whose scan comes first', hex('ffd8 ffda 0008 00000000 ffc0 0011 08 0001 0001 03')],
  ['a JPEG with bytes between its segments', hex('ffd8 ffdb0003 00 00 ffc0 0011 08 0001 0001 03')],
  // Decoders skip the two bytes of such a marker alone, and find the frame of 4,096 pixels.
  ['a JPEG with a marker that has no length', hex('ffd8 ffd0 ffc0 0011 08 1000 1000 03')],
  ['a JPEG with a zero for a marker', hex('ffd8 ff00 0006 00000000 ffc0 0011 08 0001 0001 03')],
  ['a JPEG with a segment that ends before it begins', hex('ffd8 ffdb 0001 ffc0 0011 08 0001 0001 03')],
  ['a WebP of an unknown kind', webp('VP9 ', '000000 9d012a 0100 0100')],
])('%s is none', (_, content) => {
  expect(pictureSize(content)).toBeNull();
});
