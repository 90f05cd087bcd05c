import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ackPacket, eventPacket, frameText, textFrame } from './socket-frame.js';

/** The payload of a whole, unmasked text frame, read by RFC 6455 and not by the code under test. */
function payloadOf(frame: Buffer): { text: string; form: number } {
  expect(frame[0]).toBe(0b1000_0001);
  const marker = frame[1] ?? 0;
  const [start, length] =
    marker === 127 ? [10, Number(frame.readBigUInt64BE(2))] : marker === 126 ? [4, frame.readUInt16BE(2)] : [2, marker];
  expect(frame).toHaveLength(start + length);
  return { text: frame.toString('utf8', start), form: start };
}

describe('a text frame', () => {
  it.each([
    [0, 2],
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
    [200_000, 10],
  ])('of %i bytes has a header of %i', (length, form) => {
    const text = 'x'.repeat(length);
    expect(payloadOf(textFrame(text))).toEqual({ text, form });
    expect(frameText(textFrame(text))).toBe(text);
  });

  it('gives back whatever text it was made of, in each form', () => {
    const unit = fc.string({ unit: 'grapheme' });
    const repeated = fc
      .tuple(unit, fc.constantFrom(1, 130, 70_000))
      .map(([text, times]) => text.repeat(times).slice(0, 300_000));
    fc.assert(
      fc.property(fc.oneof(unit, repeated), (text) => {
        const whole = text.toWellFormed();
        const frame = textFrame(whole);
        expect(payloadOf(frame).text).toBe(whole);
        expect(frameText(frame)).toBe(whole);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a packet', () => {
  it('of an event holds its name and its only argument', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const json = JSON.stringify(data);
        const packet = eventPacket('channel:changes', json);
        expect(packet.slice(0, 2)).toBe('42');
        expect(JSON.parse(packet.slice(2))).toEqual(['channel:changes', JSON.parse(json)]);
      }),
    );
  });

  it('of an ack holds the id of its request and its only argument', () => {
    fc.assert(
      fc.property(fc.nat(), fc.jsonValue(), (id, data) => {
        const json = JSON.stringify(data);
        const [, answered, args = ''] = /^43(\d+)(\[.*)$/s.exec(ackPacket(id, json)) ?? [];
        expect(answered).toBe(String(id));
        expect(JSON.parse(args)).toEqual([JSON.parse(json)]);
      }),
    );
  });
});
