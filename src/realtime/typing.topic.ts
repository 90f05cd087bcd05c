import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { defineTopic } from '../core/broadcast/topic.js';

/** Somebody types. */
export const typingStarted = defineTopic('typing', z.object({ channelId: Id, userId: Id }));
