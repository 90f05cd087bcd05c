import { describe, expect, it } from 'vitest';
import { frameText } from '../core/broadcast/socket-frame.js';
import { type EncodedMessage, runsOf } from './log-run.js';
import { toMessage } from './message.mapper.js';

const id = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;

function created(rev: number): EncodedMessage {
  const message = toMessage({
    channelId: id(0),
    seq: rev + 100,
    rev,
    id: id(rev),
    authorId: id(1),
    clientId: id(rev),
    kind: 'user',
    changeKind: 'created',
    reactions: null,
    poll: null,
    system: null,
    thread: null,
    body: `message ${rev}`,
    html: '',
    mentions: null,
    createdAt: new Date(0),
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
  });
  return { message, json: JSON.stringify(message) };
}

const stamps = { acceptedAt: 1, committedAt: 2, publishedAt: 3 };
const messages = (from: number, count: number) => Array.from({ length: count }, (_, i) => created(from + i));

describe('the runs of new messages', () => {
  it.each([1, 199, 200, 201, 450])('hold %i messages once, in order, each run after the one before', (count) => {
    const { runs, frames } = runsOf(messages(8, count), 3, stamps);
    expect(runs).toHaveLength(Math.ceil(count / 200));
    let cursor = 7;
    const told = frames.flatMap((frame, i) => {
      const [event, data]: [string, { since: number; rev: number; changes: { rev: number }[] }] = JSON.parse(
        frameText(frame).slice(2),
      );
      expect(event).toBe('channel:changes');
      expect(data.since).toBe(cursor);
      expect(runs[i]).toEqual({
        channelId: id(0),
        since: data.since,
        rev: data.rev,
        seq: data.rev + 100,
        membersVersion: 3,
        bytes: frame.length,
        stamps,
      });
      cursor = data.rev;
      return data.changes.map(({ rev }) => rev);
    });
    expect(told).toEqual(Array.from({ length: count }, (_, i) => 8 + i));
  });

  it('are none for no messages', () => {
    expect(runsOf([], 1, stamps)).toEqual({ runs: [], frames: [] });
  });
});
