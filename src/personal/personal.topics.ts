import { z } from 'zod';
import { Sidebar } from '../contract/categories.js';
import { Draft } from '../contract/drafts.js';
import { Id } from '../contract/ids.js';
import { SavedState } from '../contract/saved-messages.js';
import { defineTopic } from '../core/broadcast/topic.js';

/** Somebody wrote or cleared a draft, on one of their devices. */
export const draftChanged = defineTopic('personal.draft', z.object({ userId: Id, draft: Draft }));

/** Somebody keeps a message, or no longer does. */
export const savedChanged = defineTopic('personal.saved', z.object({ userId: Id, saved: SavedState }));

/** Somebody arranged their channels. */
export const sidebarChanged = defineTopic('personal.sidebar', z.object({ userId: Id, sidebar: Sidebar }));
