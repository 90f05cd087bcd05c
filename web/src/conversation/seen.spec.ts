import type { Message, PendingMessage } from '@tertulia/client';
import { expect, it } from 'vitest';
import { lastWord, readersOf } from './seen';

const message = (seq: number, fields: Partial<Message> = {}): Message =>
  ({ seq, authorId: 'ana', kind: 'user', deletedAt: null, ...fields }) as Message;
const shown = { messages: [message(1), message(2)], pending: [], hasNewer: false };

it('is told of the last message where it is the user’s own and there', () => {
  expect(lastWord(shown, 'ana')?.seq).toBe(2);
  expect(lastWord(shown, 'bo')).toBeNull();
  expect(lastWord({ ...shown, hasNewer: true }, 'ana')).toBeNull();
  expect(lastWord({ ...shown, pending: [{} as PendingMessage] }, 'ana')).toBeNull();
  for (const last of [message(3, { kind: 'system' }), message(3, { deletedAt: '2026-01-01T00:00:00Z' })]) {
    expect(lastWord({ ...shown, messages: [last] }, 'ana')).toBeNull();
  }
});

it('is by those of whom the server told, and whose receipts came since', () => {
  const receipts = new Map([
    ['carla', 4],
    ['dario', 5],
  ]);
  expect(readersOf({ seq: 5 }, ['bo', 'carla', 'dario', 'eva'], { told: ['bo'], receipts })).toEqual(['bo', 'dario']);
});
