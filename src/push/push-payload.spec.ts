import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_PAYLOAD_BYTES, payloadOf, type PushMessage } from './push-payload.js';

const short: PushMessage = { title: 'Ana', body: 'hello', url: '/c/1', tag: 'c1', data: { id: 1 } };
const read = (message: PushMessage): PushMessage => {
  const payload = payloadOf(message);
  expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
  return JSON.parse(payload) as PushMessage;
};

describe('a payload', () => {
  it('that is short enough is left as it is', () => {
    expect(read(short)).toEqual(short);
  });

  it.each([
    ['letters', 'x'],
    ['letters of two bytes', 'ñ'],
    ['what JSON writes as two', '\n'],
    ['what JSON writes as six', '\u0001'],
    ['faces', '😀'],
    ['families', '👨‍👩‍👧‍👦'],
    ['flags', '🇪🇸'],
    ['accents that stand by themselves', 'e\u0301'],
  ])('that is too long loses whole characters at the end of its body: %s', (_, character) => {
    const { body, ...rest } = read({ ...short, body: character.repeat(4000) });
    expect({ ...rest, body: short.body }).toEqual(short);
    const kept = body.slice(0, -1);
    expect(body.at(-1)).toBe('…');
    expect(kept).toBe(character.repeat(kept.length / character.length));
    // One more would not have fitted.
    const bytes = (text: string) => Buffer.byteLength(JSON.stringify({ ...rest, body: text }));
    expect(bytes(kept + character + '…')).toBeGreaterThan(MAX_PAYLOAD_BYTES);
  });

  it('whose data leaves no room goes without its data', () => {
    const { data: _, ...bare } = short;
    expect(read({ ...short, data: { large: 'x'.repeat(3000) } })).toEqual(bare);
  });

  it('whose title leaves no room goes without its body, and with the beginning of its title', () => {
    const { title, body, data } = read({ ...short, title: 'T'.repeat(5000) });
    expect(title).toMatch(/^T{2000,}…$/);
    expect([body, data]).toEqual(['', undefined]);
  });

  it('whose address leaves no room is refused', () => {
    expect(() => payloadOf({ ...short, url: 'x'.repeat(4000) })).toThrow(RangeError);
  });

  it('of whatever texts is JSON of at most 3,000 bytes that begins as they do', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4000 });
    fc.assert(
      fc.property(text, text, (title, body) => {
        const payload = read({ ...short, title, body });
        expect(title.startsWith(payload.title.replace(/…$/, ''))).toBe(true);
        expect(body.startsWith(payload.body.replace(/…$/, ''))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
