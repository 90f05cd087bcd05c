import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventParser } from './event-stream.js';

const TEXT = [
  ': a comment\n\n',
  'id: 7\n\n',
  'event: channel:changes\nid: 8\ndata: {"rev":\ndata: 8}\n\n',
  'retry: 250\r\n\r\n',
  'event:reset\r\nid: 9\r\ndata:{"rev":9}\r\n\r\n',
].join('');

it('takes events out of a stream, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(TEXT.length)), (cuts) => {
      const parser = new EventParser();
      const places = [0, ...cuts.toSorted((a, b) => a - b), TEXT.length];
      const events = places.flatMap((place, i) => parser.push(TEXT.slice(places[i - 1] ?? 0, place)));
      expect(events).toEqual([
        { event: 'channel:changes', data: { rev: 8 } },
        { event: 'reset', data: { rev: 9 } },
      ]);
      expect([parser.lastId, parser.retryMs]).toEqual(['9', 250]);
    }),
  );
});

it('does not count an event that was cut off', () => {
  const parser = new EventParser();
  expect(parser.push('id: 3\ndata: 1\n\nid: 4\ndata: 2\n')).toEqual([{ event: '', data: 1 }]);
  expect(parser.lastId).toBe('3');
});
