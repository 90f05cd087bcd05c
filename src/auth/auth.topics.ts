import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { defineTopic } from '../core/broadcast/topic.js';

/** Somebody signed in with a browser or app that their account has not seen. */
export const signedInAnew = defineTopic(
  'auth.signed-in-anew',
  z.object({ userId: Id, sessionId: Id, device: z.string(), address: z.string() }),
);
