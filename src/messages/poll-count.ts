import type { NewPoll, Poll, PollOption } from '../contract/polls.js';
import { MAX_NAMED } from './reaction-list.js';

/** A vote that is not counted yet: what it is now, and what is counted of it. */
export interface FreshVote {
  userId: string;
  optionIds: string[];
  countedIds: string[];
}

export const emptyPoll = ({ options, ...poll }: NewPoll, newId: () => string): Poll => ({
  ...poll,
  options: options.map((text) => ({ id: newId(), text, votes: 0, userIds: [] })),
  closedAt: null,
  voters: 0,
});

/**
 * The poll with these votes counted, in their order: a vote that was changed goes to the end. `short` are the options that
 * could name more people than are known here.
 */
export function withVotes(poll: Poll, votes: FreshVote[]): { poll: Poll; short: string[] } {
  const options = poll.options.map((option) => ({ ...option, userIds: [...option.userIds] }));
  const byId = new Map(options.map((option) => [option.id, option]));
  let { voters } = poll;
  for (const { userId, optionIds, countedIds } of votes) {
    for (const id of countedIds) takeBack(byId.get(id), userId);
    for (const id of optionIds) choose(byId.get(id), poll.anonymous ? null : userId);
    voters += Number(optionIds.length > 0) - Number(countedIds.length > 0);
  }
  const short = poll.anonymous
    ? []
    : options.filter(({ userIds, votes: all }) => userIds.length < Math.min(MAX_NAMED, all));
  return { poll: { ...poll, options, voters }, short: short.map(({ id }) => id) };
}

function takeBack(option: PollOption | undefined, userId: string): void {
  if (!option) return;
  option.votes--;
  option.userIds = option.userIds.filter((id) => id !== userId);
}

/** Somebody is named only behind everybody before them. */
function choose(option: PollOption | undefined, userId: string | null): void {
  if (!option) return;
  const { votes, userIds } = option;
  if (userId !== null && userIds.length === votes && votes < MAX_NAMED) userIds.push(userId);
  option.votes++;
}

export const withNames = (poll: Poll, names: ReadonlyMap<string, string[]>): Poll => ({
  ...poll,
  options: poll.options.map((option) => ({ ...option, userIds: names.get(option.id) ?? option.userIds })),
});
