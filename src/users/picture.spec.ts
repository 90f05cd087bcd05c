import { expect, it } from 'vitest';
import { pictureType } from './picture.js';

it.each([
  ['image/png', '89504e470d0a1a0a0000'],
  ['image/jpeg', 'ffd8ffe000104a46'],
  ['image/webp', Buffer.from('RIFF\0\0\0\0WEBPVP8 ').toString('hex')],
  [null, ''],
  [null, '89504e47'],
  [null, Buffer.from('GIF89a').toString('hex')],
  [null, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg">').toString('hex')],
  [null, Buffer.from('RIFF\0\0\0\0AVI LIST').toString('hex')],
])('%s begins as %s', (type, hex) => {
  expect(pictureType(Buffer.from(hex, 'hex'))).toBe(type);
});
