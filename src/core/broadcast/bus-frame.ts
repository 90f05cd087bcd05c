/** One publication on the wire: the length of its header, the header as JSON, then bytes that are passed on as they are. */
export interface BusHeader {
  /** The instance that published it. */
  origin: string;
  /** Its number among that instance's publications: 1, 2, 3 … A gap shows that one was lost. */
  n: number;
  topic: string;
  data: unknown;
  /** The step that published it, where its trace is kept. */
  trace?: string | undefined;
}

const LENGTH_BYTES = 4;

export function encodeBusFrame(header: BusHeader, body: readonly Buffer[]): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.allocUnsafe(LENGTH_BYTES);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, ...body]);
}

export function decodeBusFrame(frame: Buffer): { header: BusHeader; body: Buffer } {
  const end = LENGTH_BYTES + frame.readUInt32BE(0);
  const header = JSON.parse(frame.toString('utf8', LENGTH_BYTES, end)) as BusHeader;
  return { header, body: frame.subarray(end) };
}
