export interface StreamEvent {
  /** What a client resumes after; it must not hold line breaks. */
  id?: string | number;
  event: string;
  data: unknown;
}

/** An event as it goes over the wire. Encoded once, the same bytes serve every subscriber. */
export function encodeEvent({ id, event, data }: StreamEvent): Buffer {
  const place = id === undefined ? '' : `id: ${id}\n`;
  // JSON has no line break outside its escapes: one data line is always enough.
  return Buffer.from(`${place}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** How long a client waits before it comes back after the stream has ended. */
export const encodeRetry = (milliseconds: number) => Buffer.from(`retry: ${Math.ceil(milliseconds)}\n\n`);

/** Something that no client sees. */
export const encodeComment = (text: string) => Buffer.from(`: ${text}\n\n`);
