import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { defineTopic } from '../core/broadcast/topic.js';

/** These inboxes changed, each up to `rev`. */
export const inboxChanged = defineTopic('inbox.changed', z.array(z.object({ userId: Id, rev: z.int() })));
