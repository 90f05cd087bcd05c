import { z } from 'zod';
import { Id, Timestamp } from './ids.js';
import { Message } from './messages.js';
import { pageOf } from './page.js';

export const SaveMessage = z.strictObject({ messageId: Id }).meta({ id: 'SaveMessage' });
export type SaveMessage = z.infer<typeof SaveMessage>;

/** Whether the user keeps a message: `savedAt` is null where they do not. Of two states, the greater `rev` is the newer. */
export const SavedState = z
  .object({ messageId: Id, channelId: Id, savedAt: Timestamp.nullable(), rev: z.int() })
  .meta({ id: 'SavedState' });
export type SavedState = z.infer<typeof SavedState>;

/** All that the user keeps of one channel, the last saved first. */
export const SavedStates = pageOf(SavedState).meta({ id: 'SavedStates' });
export type SavedStates = z.infer<typeof SavedStates>;

/** A message that the user keeps, as it is now. */
const SavedMessage = z.object({ message: Message, savedAt: Timestamp, rev: z.int() }).meta({ id: 'SavedMessage' });
export const SavedMessagePage = pageOf(SavedMessage).meta({ id: 'SavedMessagePage' });
export type SavedMessagePage = z.infer<typeof SavedMessagePage>;
