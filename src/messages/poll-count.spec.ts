import { describe, expect, it } from 'vitest';
import type { Poll } from '../contract/polls.js';
import { emptyPoll, type FreshVote, withNames, withVotes } from './poll-count.js';

const [A, B] = ['a', 'b'];

function poll(more: Partial<Poll> = {}): Poll {
  const ids = [A, B].values();
  const asked = { question: null, options: ['yes', 'no'], multiple: true, anonymous: false, closesAt: null };
  return { ...emptyPoll(asked, () => ids.next().value ?? ''), ...more };
}
const vote = (userId: string, optionIds: string[], countedIds: string[] = []): FreshVote => ({
  userId,
  optionIds,
  countedIds,
});
const crowd = (count: number) => Array.from({ length: count }, (_, i) => vote(`user ${i}`, [A]));
const countsOf = ({ options, voters }: Poll) => [...options.map(({ votes }) => votes), voters];
const namesOf = ({ options }: Poll) => options.map(({ userIds }) => userIds);

describe('votes', () => {
  it('are counted by option, people once', () => {
    const { poll: counted, short } = withVotes(poll(), [vote('ana', [A, B]), vote('bruno', [A])]);
    expect(countsOf(counted)).toEqual([2, 1, 2]);
    expect(namesOf(counted)).toEqual([['ana', 'bruno'], ['ana']]);
    expect(short).toEqual([]);
  });

  it('that were changed go from one option to another, and to the end of those that stay', () => {
    const { poll: before } = withVotes(poll(), [vote('ana', [A]), vote('bruno', [A])]);
    const { poll: after } = withVotes(before, [vote('ana', [A, B], [A])]);
    expect(countsOf(after)).toEqual([2, 1, 2]);
    expect(namesOf(after)).toEqual([['bruno', 'ana'], ['ana']]);
  });

  it('that were taken back are gone, and those taken back before they were counted never were', () => {
    const { poll: before } = withVotes(poll(), [vote('ana', [A])]);
    const { poll: after } = withVotes(before, [vote('ana', [], [A]), vote('bruno', [])]);
    expect(after).toEqual(poll());
  });

  it('name the first twenty, and count all', () => {
    const { poll: counted, short } = withVotes(poll(), crowd(25));
    expect(countsOf(counted)).toEqual([25, 0, 25]);
    expect(namesOf(counted)[0]).toHaveLength(20);
    expect(short).toEqual([]);
  });

  it('say where somebody is to be named who is not known here', () => {
    const { poll: before } = withVotes(poll(), crowd(25));
    const { poll: after, short } = withVotes(before, [vote('user 3', [], [A]), vote('zoe', [A])]);
    expect(countsOf(after)).toEqual([25, 0, 25]);
    expect(short).toEqual([A]);
    // Nobody is named out of order.
    expect(namesOf(after)[0]).not.toContain('zoe');
    expect(namesOf(withNames(after, new Map([[A, ['somebody']]])))).toEqual([['somebody'], []]);
  });

  it('of an anonymous poll name nobody, and want nobody named', () => {
    const { poll: counted, short } = withVotes(poll({ anonymous: true }), crowd(3));
    expect(countsOf(counted)).toEqual([3, 0, 3]);
    expect(namesOf(counted)).toEqual([[], []]);
    expect(short).toEqual([]);
  });

  it('leave the poll that they are counted into as it was', () => {
    const before = poll();
    withVotes(before, crowd(2));
    expect(before).toEqual(poll());
  });
});
