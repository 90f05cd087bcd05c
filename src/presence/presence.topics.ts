import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { defineTopic } from '../core/broadcast/topic.js';

/** What these people chose to be, or say of themselves, is another thing now. */
export const statusChanged = defineTopic('presence.status', z.object({ userIds: z.array(Id) }));
