import { z } from 'zod';
import { Id } from '../../contract/ids.js';
import { defineTopic } from '../broadcast/topic.js';

/** What these users may reach has changed: memberships, sessions, standing. Instances look it up anew. */
export const accessChanged = defineTopic('access.changed', z.object({ userIds: z.array(Id) }));
