import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { ExportFormat } from '../contract/messages.js';
import { defineJobKind } from '../core/jobs/job-kind.js';

/** All messages of a channel as one file. */
export const channelExport = defineJobKind(
  'channel-export',
  z.object({ channelId: Id, format: ExportFormat }),
  z.object({ messages: z.int() }),
);
