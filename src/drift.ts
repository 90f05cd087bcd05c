import { memberChecks } from './channels/members.drift.js';
import { type Drift, findDrift } from './core/database/drift.js';
import { groupChecks } from './groups/groups.drift.js';
import { messageChecks } from './messages/messages.drift.js';

/** Compares every count that is kept with what it counts. Empty where all of them are right. */
export const findAllDrift = (databaseUrl: string): Promise<Drift[]> =>
  findDrift(databaseUrl, [...messageChecks, ...memberChecks, ...groupChecks]);
