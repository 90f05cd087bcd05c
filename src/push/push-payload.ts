/** What a service worker is given to show. */
export interface PushMessage {
  title: string;
  body: string;
  /** Where a click leads. */
  url: string;
  /** A later message of the same tag takes the place of an earlier one on the screen. */
  tag: string;
  data?: Record<string, unknown>;
}

/** Push services take 4,096 bytes (RFC 8030 7.2), of which encryption needs 103. */
export const MAX_PAYLOAD_BYTES = 3000;
const ELLIPSIS = '…';

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const fits = (message: PushMessage) => Buffer.byteLength(JSON.stringify(message)) <= MAX_PAYLOAD_BYTES;

/**
 * The message as JSON of at most 3,000 bytes. What is too long loses the end of its body, by whole characters; where
 * that is not enough also its `data`, and then the end of its title.
 */
export function payloadOf(message: PushMessage): string {
  const { data: _, ...bare } = message;
  const payload = shortened(message, 'body') ?? shortened(bare, 'body') ?? shortened({ ...bare, body: '' }, 'title');
  if (!payload)
    throw new RangeError(`the url and the tag of a push message leave no room in ${MAX_PAYLOAD_BYTES} bytes`);
  return JSON.stringify(payload);
}

/** With as much of the field as there is room for; null where there is none even without it. */
function shortened(message: PushMessage, field: 'title' | 'body'): PushMessage | null {
  if (fits(message)) return message;
  const text = Array.from(characters.segment(message[field]), ({ segment }) => segment);
  const cut = (length: number): PushMessage => ({ ...message, [field]: text.slice(0, length).join('') + ELLIPSIS });
  if (!fits(cut(0))) return null;
  let [room, tooLong] = [0, text.length];
  while (tooLong - room > 1) {
    const middle = Math.floor((room + tooLong) / 2);
    if (fits(cut(middle))) room = middle;
    else tooLong = middle;
  }
  return cut(room);
}
