import { describe, expect, it } from 'vitest';
import { messageOf } from '../../test/support/client-log.js';
import { ChannelState } from './channel-state.js';
import type { Change, Mentions, Message } from './contract.js';
import { Reader } from './reader.js';

const ME = '01900000-0000-7000-8000-00000000000a';
const GROUP = '01900000-0000-7000-8000-00000000000b';

const reader = new Reader(() => ME);

const created = (message: Message): Change[] => [{ rev: message.rev, kind: 'created', message }];

/** Somebody else's message that names the user. */
const naming = (seq: number) => ({
  ...messageOf(seq, seq),
  mentions: { userIds: [ME], groupIds: [], all: 'none' as const },
});

it('keeps the mentions that came while an older list was on its way', () => {
  const state = new ChannelState('c', 100);
  state.member = true;
  state.head({ rev: 3, seq: 3, readSeq: 3, mentionCount: 0 });
  state.count(created(naming(4)), reader);
  state.head({ rev: 3, seq: 3, readSeq: 3, mentionCount: 0 });
  expect(state).toMatchObject({ unread: 1, mentionCount: 1 });
});

it('takes the count of a list that knows as much as it does, or more', () => {
  const state = new ChannelState('c', 100);
  state.member = true;
  state.count(created(naming(1)), reader);
  state.head({ rev: 2, seq: 2, readSeq: 0, mentionCount: 2 });
  expect(state).toMatchObject({ unread: 2, mentionCount: 2 });
});

it('takes the count of an older list, and adds what came since', () => {
  const state = new ChannelState('c', 100);
  state.member = true;
  for (const seq of [1, 2, 3]) state.count(created(naming(seq)), reader);
  state.head({ rev: 2, seq: 2, readSeq: 1, mentionCount: 1 });
  expect(state).toMatchObject({ unread: 2, mentionCount: 2 });
});

it('counts none that an own message left behind', () => {
  const state = new ChannelState('c', 100);
  state.member = true;
  state.count(created(naming(1)), reader);
  state.count(created({ ...messageOf(2, 2), authorId: ME }), reader);
  state.count(created(naming(3)), reader);
  expect(state).toMatchObject({ unread: 1, mentionCount: 1 });
});

it('counts the mentions of a group for as long as the user is in it', () => {
  const [state, member] = [new ChannelState('c', 100), new Reader(() => ME)];
  state.member = true;
  const mentions = { userIds: [], groupIds: [GROUP], all: 'none' as const };
  state.count(created({ ...messageOf(1, 1), mentions }), member);
  expect(state.mentionCount).toBe(0);
  member.entered([GROUP]);
  expect(state.mentionCount).toBe(1);
  member.entered([]);
  expect(state.mentionCount).toBe(0);
});

describe('an edit or a deletion', () => {
  const NOBODY = { userIds: [], groupIds: [], all: 'none' as const };
  const NAMED = { ...NOBODY, userIds: [ME] };

  function rig() {
    const [state, doubts] = [new ChannelState('c', 100), { count: 0 }];
    state.member = true;
    state.onDoubt(() => doubts.count++);
    state.head({ rev: 3, seq: 3, readSeq: 1, mentionCount: 1 });
    return { state, doubts };
  }
  const edited = (seq: number, rev: number, mentions: Mentions, mentionsBefore?: Mentions): Change => ({
    rev,
    kind: 'edited',
    message: { ...messageOf(seq, rev), mentions, editedAt: '2026-01-01T00:00:00.000Z' },
    ...(mentionsBefore && { mentionsBefore }),
  });

  it('adds and takes away what it says, of unread messages alone', () => {
    const { state, doubts } = rig();
    state.count([edited(2, 4, NAMED, NOBODY), edited(1, 5, NAMED, NOBODY)], reader);
    expect(state.mentionCount).toBe(2);
    state.count([{ ...edited(3, 6, NOBODY, NAMED), kind: 'deleted' }], reader);
    expect(state.mentionCount).toBe(1);
    // The same once more, and what the server has counted already.
    state.count([edited(3, 6, NOBODY, NAMED)], reader);
    state.head({ rev: 6, seq: 3, readSeq: 1, mentionCount: 1 });
    expect([state.mentionCount, doubts.count]).toEqual([1, 0]);
  });

  it('says nothing that a message counted here does not tell', () => {
    const { state, doubts } = rig();
    state.count(created(naming(4)), reader);
    state.count([edited(4, 5, NOBODY)], reader);
    expect([state.mentionCount, doubts.count]).toEqual([1, 0]);
  });

  it('has the server asked where nothing tells what was before', () => {
    const { state, doubts } = rig();
    state.count([edited(1, 4, NAMED)], reader);
    expect(doubts.count).toBe(0);
    state.count([edited(2, 5, NAMED)], reader);
    expect(doubts.count).toBe(1);
    state.head({ rev: 5, seq: 3, readSeq: 1, mentionCount: 2 });
    expect(state.mentionCount).toBe(2);
    // Read back: the edit that it stands for is not there.
    state.count([{ ...edited(3, 8, NOBODY), kind: 'reacted' }], reader);
    expect(doubts.count).toBe(2);
  });

  it('is no news to a marker that was counted after it, whichever comes first', () => {
    const { state, doubts } = rig();
    state.read({ readSeq: 2, mentionCount: 1, rev: 4 });
    state.count([edited(3, 4, NAMED, NOBODY)], reader);
    expect(state.mentionCount).toBe(1);
    state.count([edited(3, 5, NOBODY, NAMED)], reader);
    state.read({ readSeq: 2, mentionCount: 1, rev: 4 });
    expect([state.mentionCount, doubts.count]).toEqual([0, 0]);
  });
});
