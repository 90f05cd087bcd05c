import { z } from 'zod';
import { defineTopic } from '../broadcast/topic.js';

/** What is kept under these tags is not true any more. */
export const cacheInvalidated = defineTopic('cache.invalidated', z.object({ tags: z.array(z.string()) }));
