export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type PictureType = (typeof PICTURE_TYPES)[number];

interface Size {
  width: number;
  height: number;
}

/** Of either side: a few bytes may say that they are a picture which no browser has the memory for. */
export const MAX_PIXELS = 1024;

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
const RIFF = Buffer.from('RIFF');
const WEBP = Buffer.from('WEBP');

const begins = (content: Buffer, magic: Buffer, at = 0) => content.subarray(at, at + magic.length).equals(magic);

/** By its first bytes, whatever it is said to be; null for what is no picture of these. */
export const pictureType = (content: Buffer): PictureType | null => formatOf(content)?.type ?? null;

/** In pixels, as its header says; null where it is no picture of these types, or says none. */
export function pictureSize(content: Buffer): Size | null {
  try {
    const size = formatOf(content)?.size(content);
    return size && size.width > 0 && size.height > 0 ? size : null;
  } catch (error) {
    // It ends before it has said its size.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function formatOf(content: Buffer): { type: PictureType; size: (content: Buffer) => Size | null } | null {
  if (begins(content, PNG)) return { type: 'image/png', size: sizeOfPng };
  if (begins(content, JPEG)) return { type: 'image/jpeg', size: sizeOfJpeg };
  if (begins(content, RIFF) && begins(content, WEBP, 8)) return { type: 'image/webp', size: sizeOfWebp };
  return null;
}

/** Its first chunk must be the header. */
function sizeOfPng(content: Buffer): Size | null {
  if (content.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { width: content.readUInt32BE(16), height: content.readUInt32BE(20) };
}

/** Markers of a frame's header are C0 to CF, but for those of tables (C4), extensions (C8) and arithmetic conditions (CC). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Tables, comments, and what applications say of themselves (E0 to EF): each begins with its length. */
const isSegment = (marker: number) => [0xc4, 0xcc, 0xdb, 0xdd, 0xfe].includes(marker) || (marker & 0xf0) === 0xe0;

/**
 * Segments follow each other until the frame's header. What decoders would read in another way than this is refused: they
 * might find another frame.
 */
function sizeOfJpeg(content: Buffer): Size | null {
  for (let at = 2; content.readUInt8(at) === 0xff;) {
    const marker = content.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isFrame(marker)) return { height: content.readUInt16BE(at + 5), width: content.readUInt16BE(at + 7) };
    const length = content.readUInt16BE(at + 2);
    if (!isSegment(marker) || length < 2) return null;
    at += 2 + length;
  }
  return null;
}

/** Lossy, lossless, or with more than one part: each has a header of its own. */
function sizeOfWebp(content: Buffer): Size | null {
  switch (content.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return { width: content.readUInt16LE(26) & 0x3fff, height: content.readUInt16LE(28) & 0x3fff };
    case 'VP8L': {
      const bits = content.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8X':
      return { width: content.readUIntLE(24, 3) + 1, height: content.readUIntLE(27, 3) + 1 };
    default:
      return null;
  }
}
