import { z } from 'zod';
import { Id, Timestamp } from './ids.js';
import { pageOf } from './page.js';
import { line } from './text.js';

export const MAX_POLL_OPTIONS = 20;
/** Longer than a leap year: nobody waits for it. */
export const MAX_POLL_DAYS = 366;

const differ = (values: string[]) => new Set(values).size === values.length;

/** What a message asks. Its body is the question where none stands here. */
export const NewPoll = z
  .strictObject({
    question: line(300).min(1, 'must not be empty').nullable().default(null),
    options: z
      .array(line(100).min(1, 'must not be empty'))
      .min(2, 'must be at least 2')
      .max(MAX_POLL_OPTIONS, `must be at most ${MAX_POLL_OPTIONS}`)
      .refine(differ, { message: 'must differ from each other' }),
    multiple: z.boolean().default(false),
    anonymous: z.boolean().default(false),
    closesAt: Timestamp.nullable().default(null),
  })
  .meta({ id: 'NewPoll' });
export type NewPoll = z.infer<typeof NewPoll>;

export const PollOption = z
  .object({
    id: Id,
    text: z.string(),
    votes: z.int(),
    /** The first 20 at most, in the order of time; nobody where the poll is anonymous. */
    userIds: z.array(Id),
  })
  .meta({ id: 'PollOption' });
export type PollOption = z.infer<typeof PollOption>;

export const Poll = z.object({
  question: z.string().nullable(),
  options: z.array(PollOption),
  /** Whether one may choose several. */
  multiple: z.boolean(),
  anonymous: z.boolean(),
  closesAt: Timestamp.nullable(),
  closedAt: Timestamp.nullable(),
  /** People, of whom each has chosen at least one option. */
  voters: z.int(),
});
export type Poll = z.infer<typeof Poll>;

export const VoteBody = z
  .strictObject({
    /** The whole choice, in place of the one before; empty to take it back. */
    optionIds: z
      .array(Id)
      .max(MAX_POLL_OPTIONS, `must be at most ${MAX_POLL_OPTIONS}`)
      .refine(differ, { message: 'must differ from each other' }),
  })
  .meta({ id: 'VoteBody' });
export type VoteBody = z.infer<typeof VoteBody>;
export const Vote = VoteBody.extend({ messageId: Id }).meta({ id: 'Vote' });
export type Vote = z.infer<typeof Vote>;

export const ClosePoll = z.strictObject({ messageId: Id }).meta({ id: 'ClosePoll' });
export type ClosePoll = z.infer<typeof ClosePoll>;

/** A poll with everything that is committed, and the caller's own vote. */
export const PollState = z
  .object({ messageId: Id, channelId: Id, poll: Poll, myOptionIds: z.array(Id) })
  .meta({ id: 'PollState' });
export type PollState = z.infer<typeof PollState>;

const PollVote = z.object({ userId: Id, optionIds: z.array(Id), votedAt: Timestamp }).meta({ id: 'PollVote' });
export const PollVotePage = pageOf(PollVote).meta({ id: 'PollVotePage' });
export type PollVotePage = z.infer<typeof PollVotePage>;
