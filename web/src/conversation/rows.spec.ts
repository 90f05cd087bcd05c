import type { Message, PendingMessage } from '@tertulia/client';
import { expect, it } from 'vitest';
import { type Row, rowsOf } from './rows';

const base = { messages: [], pending: [], hasOlder: true, hasNewer: false, divider: null, userId: 'ana' };

const message = (seq: number, authorId: string, createdAt: string, kind = 'user'): Message =>
  ({ id: `id-${seq}`, clientId: `client-${seq}`, seq, authorId, createdAt, kind }) as Message;

const pending = (clientId: string, createdAt: string): PendingMessage =>
  ({ clientId, createdAt, body: '', state: 'waiting' }) as PendingMessage;

const heads = (rows: Row[]) => rows.map(({ startsGroup }) => startsGroup);

it('groups what one author says within five minutes, and begins anew after somebody else or a system message', () => {
  const rows = rowsOf({
    ...base,
    messages: [
      message(1, 'bo', '2026-03-02T10:00:00'),
      message(2, 'bo', '2026-03-02T10:04:00'),
      message(3, 'bo', '2026-03-02T10:09:30'),
      message(4, 'ana', '2026-03-02T10:10:00'),
      message(5, 'ana', '2026-03-02T10:10:10', 'system'),
      message(6, 'ana', '2026-03-02T10:10:20'),
    ],
    pending: [pending('p', '2026-03-02T10:11:00')],
  });
  expect(heads(rows)).toEqual([true, false, true, true, true, true, false]);
});

it('says the day where it changes, and where what is new begins', () => {
  const rows = rowsOf({
    ...base,
    divider: 2,
    messages: [
      message(1, 'bo', '2026-03-02T23:58:00'),
      message(2, 'bo', '2026-03-03T00:00:10'),
      message(3, 'bo', '2026-03-03T00:00:20'),
    ],
  });
  expect(rows.map(({ day }) => day)).toEqual(['2026-3-2', '2026-3-3', null]);
  expect(rows.map((row) => row.kind === 'message' && row.firstUnread)).toEqual([false, false, true]);
  expect(heads(rows)).toEqual([true, true, true]);
});

it('keeps the key of what was written here once it is stored, and shows it at the newest end alone', () => {
  const input = { ...base, pending: [pending('client-7', '2026-03-02T10:00:00')] };
  expect(rowsOf(input).map(({ key }) => key)).toEqual(['client-7']);
  expect(rowsOf({ ...input, hasNewer: true })).toEqual([]);
  const stored = rowsOf({
    ...base,
    messages: [message(7, 'ana', '2026-03-02T10:00:00'), message(8, 'bo', '2026-03-02T10:00:00')],
  });
  expect(stored.map(({ key }) => key)).toEqual(['client-7', 'id-8']);
});

it('begins with the start of the channel once that is loaded', () => {
  expect(rowsOf({ ...base, hasOlder: false }).map(({ kind }) => kind)).toEqual(['start']);
});
