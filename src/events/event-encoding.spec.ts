import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeComment, encodeEvent, encodeRetry } from './event-encoding.js';

it('writes an event in the form of the standard, with its id where it has one', () => {
  expect(encodeEvent({ id: 7, event: 'job', data: { a: 'é' } }).toString()).toBe(
    'id: 7\nevent: job\ndata: {"a":"é"}\n\n',
  );
  expect(encodeEvent({ event: 'job', data: null }).toString()).toBe('event: job\ndata: null\n\n');
});

it('keeps whatever text there is in one data line', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      const lines = encodeEvent({ event: 'x', data }).toString().split('\n');
      expect(lines).toHaveLength(4);
      expect(JSON.parse((lines[1] ?? '').slice('data: '.length))).toEqual(JSON.parse(JSON.stringify(data)));
    }),
  );
});

it('rounds a pause up to whole milliseconds, which is all that clients take', () => {
  expect(encodeRetry(12.3).toString()).toBe('retry: 13\n\n');
  expect(encodeComment('alive').toString()).toBe(': alive\n\n');
});
