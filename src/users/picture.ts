export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

const begins = (content: Buffer, magic: Buffer, at = 0) => content.subarray(at, at + magic.length).equals(magic);

/** By its first bytes, whatever it is said to be; null for what is no picture of these. */
export function pictureType(content: Buffer): PictureType | null {
  if (begins(content, PNG)) return 'image/png';
  if (begins(content, JPEG)) return 'image/jpeg';
  if (begins(content, Buffer.from('RIFF')) && begins(content, Buffer.from('WEBP'), 8)) return 'image/webp';
  return null;
}
