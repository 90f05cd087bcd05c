import { z } from 'zod';
import { ChannelChanges, SyncedChannel } from './messages.js';
import { queryInt } from './page.js';

/** What every event stream takes in its URL: a stream token, where no Authorization header can be sent. */
export const StreamQuery = z.strictObject({
  token: z.string().max(2000, 'must be at most 2000 characters').optional(),
});
export type StreamQuery = z.infer<typeof StreamQuery>;

/** `since` is a rev to go on from where there is no `Last-Event-ID`; without either the stream begins now. */
export const LogStreamQuery = StreamQuery.extend({ since: queryInt(0).optional() });
export type LogStreamQuery = z.infer<typeof LogStreamQuery>;

/** The data of `channel:changes`, or of `reset`: drop the local copy, take this page and go on from its `rev`. */
export const ChannelStreamEvent = z.union([ChannelChanges, SyncedChannel]).meta({ id: 'ChannelStreamEvent' });
