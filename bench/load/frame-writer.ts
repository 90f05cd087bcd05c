import { randomBytes } from 'node:crypto';

const MASK = randomBytes(4);
const FIN_TEXT = 0x81;
const MASKED = 0x80;

/** One masked text frame, as the protocol asks of clients. Texts here are ASCII. */
export function textFrame(text: string): Buffer {
  const size = text.length;
  if (size > 0xffff) throw new Error('the load generator sends no frame over 64 KiB');
  const head = size < 126 ? 6 : 8;
  const frame = Buffer.allocUnsafe(head + size);
  frame[0] = FIN_TEXT;
  if (size < 126) frame[1] = MASKED | size;
  else {
    frame[1] = MASKED | 126;
    frame.writeUInt16BE(size, 2);
  }
  MASK.copy(frame, head - 4);
  frame.write(text, head, 'latin1');
  for (let index = 0; index < size; index++) {
    frame[head + index] = (frame[head + index] ?? 0) ^ (MASK[index & 3] ?? 0);
  }
  return frame;
}
