import { z } from 'zod';
import { Id } from '../../contract/ids.js';
import { defineTopic } from './topic.js';

/** A run of one channel's log that was committed: everything after `since` up to `rev`. */
export const LogRun = z.object({
  channelId: Id,
  since: z.int(),
  rev: z.int(),
  seq: z.int(),
  /** The channel's `members_version` at the commit: who had lost access before must not receive the run. */
  membersVersion: z.int(),
  /** Length of the run's ready frame in the publication's body; without one, it is read from the log. */
  bytes: z.int().optional(),
  /**
   * When the first of its messages was accepted, and when they were committed and published: milliseconds since 1970 by
   * the clock of the instance that did it. New messages have them, in the publication that follows their commit.
   */
  stamps: z.object({ acceptedAt: z.int(), committedAt: z.int(), publishedAt: z.int() }).optional(),
});
export type LogRun = z.infer<typeof LogRun>;

/** Channels went on. The body holds the frames of the runs, one after the other. */
export const logAdvanced = defineTopic('log', z.array(LogRun));
