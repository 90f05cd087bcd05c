import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeComment, encodeEvent, encodeJsonEvent, encodeRetry, StreamChunk } from './event-encoding.js';

const textOf = (chunk: StreamChunk) => chunk.text.toString();

it('writes an event in the form of the standard, with its id where it has one', () => {
  expect(textOf(encodeEvent({ id: 7, event: 'job', data: { a: 'é' } }))).toBe('id: 7\nevent: job\ndata: {"a":"é"}\n\n');
  expect(textOf(encodeEvent({ event: 'job', data: null }))).toBe('event: job\ndata: null\n\n');
});

it('keeps whatever text there is in one data line', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      const lines = textOf(encodeEvent({ event: 'x', data })).split('\n');
      expect(lines).toHaveLength(4);
      expect(JSON.parse((lines[1] ?? '').slice('data: '.length))).toEqual(JSON.parse(JSON.stringify(data)));
    }),
  );
});

it('takes JSON that is bytes already', () => {
  const bytes = encodeJsonEvent(1, 'x', Buffer.from('{"a":"é"}'));
  expect(bytes.framed.equals(encodeEvent({ id: 1, event: 'x', data: { a: 'é' } }).framed)).toBe(true);
});

it('puts the length in bytes before the text, as HTTP/1.1 does', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      const { framed } = StreamChunk.of(text);
      const bytes = Buffer.from(text);
      expect(framed.toString()).toBe(`${bytes.length.toString(16)}\r\n${bytes.toString()}\r\n`);
    }),
  );
});

it('rounds a pause up to whole milliseconds, which is all that clients take', () => {
  expect(textOf(encodeRetry(12.3))).toBe('retry: 13\n\n');
  expect(textOf(encodeComment('alive'))).toBe(': alive\n\n');
});
