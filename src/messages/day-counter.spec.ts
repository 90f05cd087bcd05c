import { expect, it } from 'vitest';
import { DayCounter, type SentMessage } from './day-counter.js';

const sent = (seq: number, time: string, authorId = 'ana', kind: SentMessage['kind'] = 'user'): SentMessage => ({
  seq,
  authorId,
  kind,
  createdAt: new Date(time),
});

it('counts messages and the people who sent them, a day at a time', () => {
  const counter = new DayCounter();
  counter.add(sent(1, '2026-02-01T00:00:00Z'));
  counter.add(sent(2, '2026-02-01T12:00:00Z', 'bruno'));
  counter.add(sent(3, '2026-02-01T23:59:59.999Z'));
  expect(counter.take()).toEqual([]);
  counter.add(sent(4, '2026-02-03T00:00:00Z'));
  expect(counter.take()).toEqual([{ day: '2026-02-01', messages: 3, authors: 2, lastSeq: 3 }]);
  counter.endDay();
  expect(counter.take()).toEqual([{ day: '2026-02-03', messages: 1, authors: 1, lastSeq: 4 }]);
  counter.endDay();
  expect(counter.take()).toEqual([]);
});

it('a clock that was set back opens no day again', () => {
  const counter = new DayCounter();
  counter.add(sent(1, '2026-02-01T23:59:59Z'));
  counter.add(sent(2, '2026-02-02T00:00:01Z'));
  counter.add(sent(3, '2026-02-01T23:59:58Z'));
  counter.endDay();
  expect(counter.take().map(({ day, messages }) => [day, messages])).toEqual([
    ['2026-02-01', 1],
    ['2026-02-02', 2],
  ]);
});

it('what the server itself said is passed over, and not met again', () => {
  const counter = new DayCounter();
  counter.add(sent(1, '2026-02-01T10:00:00Z'));
  counter.add(sent(2, '2026-02-01T11:00:00Z', 'server', 'system'));
  counter.endDay();
  expect(counter.take()).toEqual([{ day: '2026-02-01', messages: 1, authors: 1, lastSeq: 2 }]);
});
