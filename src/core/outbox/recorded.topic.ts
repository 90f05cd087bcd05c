import { z } from 'zod';
import { defineTopic } from '../broadcast/topic.js';

/** There are events for the worker to carry out. */
export const eventsRecorded = defineTopic('recorded', z.null());
