import { expect, it } from 'vitest';
import { messageOf } from '../../test/support/client-log.js';
import { ChannelState } from './channel-state.js';
import { Reader } from './reader.js';

const ME = '01900000-0000-7000-8000-00000000000a';
const GROUP = '01900000-0000-7000-8000-00000000000b';

const reader = new Reader(() => ME);

/** Somebody else's message that names the user. */
const naming = (seq: number) => ({
  ...messageOf(seq, seq),
  mentions: { userIds: [ME], groupIds: [], all: 'none' as const },
});

it('keeps the mentions that came while an older list was on its way', () => {
  const state = new ChannelState('c', 100);
  state.member = true;
  state.head({ rev: 3, seq: 3, readSeq: 3, mentionCount: 0 });
  state.count(naming(4), reader);
  state.head({ rev: 3, seq: 3, readSeq: 3, mentionCount: 0 });
  expect(state).toMatchObject({ unread: 1, mentionCount: 1 });
});

it('takes the count of a list that knows as much as it does, or more', () => {
  const state = new ChannelState('c', 100);
  state.member = true;
  state.count(naming(1), reader);
  state.head({ rev: 2, seq: 2, readSeq: 0, mentionCount: 2 });
  expect(state).toMatchObject({ unread: 2, mentionCount: 2 });
});

it('takes the count of an older list, and adds what came since', () => {
  const state = new ChannelState('c', 100);
  state.member = true;
  for (const seq of [1, 2, 3]) state.count(naming(seq), reader);
  state.head({ rev: 2, seq: 2, readSeq: 1, mentionCount: 1 });
  expect(state).toMatchObject({ unread: 2, mentionCount: 2 });
});

it('counts none that an own message left behind', () => {
  const state = new ChannelState('c', 100);
  state.member = true;
  state.count(naming(1), reader);
  state.count({ ...messageOf(2, 2), authorId: ME }, reader);
  state.count(naming(3), reader);
  expect(state).toMatchObject({ unread: 1, mentionCount: 1 });
});

it('counts the mentions of a group for as long as the user is in it', () => {
  const [state, member] = [new ChannelState('c', 100), new Reader(() => ME)];
  state.member = true;
  const mentions = { userIds: [], groupIds: [GROUP], all: 'none' as const };
  state.count({ ...messageOf(1, 1), mentions }, member);
  expect(state.mentionCount).toBe(0);
  member.entered([GROUP]);
  expect(state.mentionCount).toBe(1);
  member.entered([]);
  expect(state.mentionCount).toBe(0);
});
