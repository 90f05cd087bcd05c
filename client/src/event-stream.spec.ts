import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventParser, EventStream } from './event-stream.js';
import { Http } from './http.js';
import { Sites } from './sites.js';

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

it('brings nothing more once it was closed, though it came with what was before', async () => {
  const fetch = () => Promise.resolve(new Response('data: 1\n\ndata: 2\n\n'));
  const heard: unknown[] = [];
  const stream = new EventStream({
    http: new Http(new Sites('http://server'), fetch),
    path: '/events',
    token: () => Promise.resolve(''),
    event: ({ data }) => {
      heard.push(data);
      stream.close();
    },
  });
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  expect(heard).toEqual([1]);
});
