import { expect, it } from 'vitest';
import { messageOf } from '../../test/support/client-log.js';
import { ChannelState } from './channel-state.js';

const ME = '01900000-0000-7000-8000-00000000000a';

/** Somebody else's message that names the user. */
const naming = (seq: number) => ({
  ...messageOf(seq, seq),
  mentions: { userIds: [ME], groupIds: [], all: 'none' as const },
});

it('keeps the mentions that came while an older list was on its way', () => {
  const state = new ChannelState('c', 100);
  state.member = true;
  state.head({ seq: 3, readSeq: 3, mentionCount: 0 });
  state.count(naming(4), ME);
  state.head({ seq: 3, readSeq: 3, mentionCount: 0 });
  expect(state).toMatchObject({ unread: 1, mentionCount: 1 });
});

it('takes the count of a list that knows as much as it does, or more', () => {
  const state = new ChannelState('c', 100);
  state.member = true;
  state.count(naming(1), ME);
  state.head({ seq: 2, readSeq: 0, mentionCount: 2 });
  expect(state).toMatchObject({ unread: 2, mentionCount: 2 });
});
