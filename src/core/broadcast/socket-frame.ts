/** Engine.IO `message` (4) with a Socket.IO `EVENT` (2) on the default namespace: socket.io-protocol v5. */
const EVENT_PREFIX = '42';
/** `message` (4) with `ACK` (3). */
const ACK_PREFIX = '43';

const TEXT_FRAME = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** An event as Engine.IO text; `json` is its only argument, stringified. */
export const eventPacket = (event: string, json: string) => `${EVENT_PREFIX}["${event}",${json}]`;

/** The answer to the request with this packet id. */
export const ackPacket = (id: number, json: string) => `${ACK_PREFIX}${id}[${json}]`;

/** A whole, unmasked WebSocket text frame (RFC 6455, 5.2): the same bytes serve every client. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const header = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = TEXT_FRAME;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, header);
  return frame;
}

/** The text of a frame that `textFrame` made, for transports that are no WebSocket. */
export const frameText = (frame: Buffer) => frame.toString('utf8', textStart(frame));

/** The JSON in a frame that `textFrame` made of an `eventPacket`: a part of its bytes, not a copy. */
export const frameJson = (frame: Buffer, event: string) =>
  frame.subarray(textStart(frame) + `${EVENT_PREFIX}["${event}",`.length, -1);

function textStart(frame: Buffer): number {
  const marker = frame[1] ?? 0;
  return marker < LENGTH_16 ? 2 : marker === LENGTH_16 ? 4 : 10;
}
