import { z } from 'zod';
import { Id, rule, Timestamp } from './ids.js';
import { PageQuery, pageOf } from './page.js';
import { ImportRole } from './imports.js';
import { SearchText, StorableText } from './text.js';
import { User } from './users.js';

const QueueName = StorableText.min(1, 'must not be empty').max(100, 'must be at most 100 characters');

/** Longer reasons are cut, so that what differs in a detail counts as one. */
export const MAX_REASON = 200;
const Reason = StorableText.min(1, 'must not be empty').max(MAX_REASON, `must be at most ${MAX_REASON} characters`);

/** A job that failed for good. */
export const DeadLetter = z
  .object({
    queue: z.string(),
    id: z.string(),
    name: z.string(),
    /** The first line of the error, its ids and numbers left out: the same for failures of one kind. */
    reason: z.string(),
    /** All that the error said. */
    error: z.string(),
    attempts: z.int(),
    /** The job's payload. */
    data: z.unknown(),
    createdAt: Timestamp,
    failedAt: Timestamp,
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetter>;

export const DeadLetterReason = z
  .object({ queue: z.string(), reason: z.string(), count: z.int() })
  .meta({ id: 'DeadLetterReason' });
export type DeadLetterReason = z.infer<typeof DeadLetterReason>;

export const DeadLettersQuery = PageQuery.extend({ queue: QueueName.optional(), reason: Reason.optional() });
export type DeadLettersQuery = z.infer<typeof DeadLettersQuery>;

/** The newest first; `reasons` counts all of them, the most frequent first, whatever the page shows. */
export const DeadLetterPage = pageOf(DeadLetter)
  .extend({ reasons: z.array(DeadLetterReason) })
  .meta({ id: 'DeadLetterPage' });
export type DeadLetterPage = z.infer<typeof DeadLetterPage>;

/** Which to try again, with all their attempts, or to discard: some by id, those of one reason, or all of the queue. */
export const ReplayDeadLetters = z
  .strictObject({
    queue: QueueName,
    jobIds: z
      .array(StorableText.min(1, 'must not be empty').max(200, 'must be at most 200 characters'))
      .max(100, 'must be at most 100')
      .optional(),
    reason: Reason.optional(),
    all: z.literal(true).optional(),
  })
  .meta({ id: 'ReplayDeadLetters' });
export type ReplayDeadLetters = z.infer<typeof ReplayDeadLetters>;

/** How many there were to try again, and have gone back to wait. */
export const Replayed = z.object({ replayed: z.int() }).meta({ id: 'Replayed' });
export type Replayed = z.infer<typeof Replayed>;

/** How many there were to discard, and are gone. */
export const Discarded = z.object({ discarded: z.int() }).meta({ id: 'Discarded' });
export type Discarded = z.infer<typeof Discarded>;

/** An account as administrators see it. `disabledAt`: since when its holder cannot sign in. */
export const ManagedUser = User.extend({
  email: z.string(),
  emailVerified: z.boolean(),
  disabledAt: Timestamp.nullable(),
}).meta({ id: 'ManagedUser' });
export type ManagedUser = z.infer<typeof ManagedUser>;

export const ManagedUserPage = pageOf(ManagedUser).meta({ id: 'ManagedUserPage' });
export type ManagedUserPage = z.infer<typeof ManagedUserPage>;

const AccountState = z.enum(['active', 'disabled'], rule('must be active or disabled'));
export const ManagedUsersQuery = PageQuery.extend({ query: SearchText, state: AccountState.default('active') });
export type ManagedUsersQuery = z.infer<typeof ManagedUsersQuery>;

export const UpdateManagedUser = z
  .strictObject({ role: ImportRole.optional(), disabled: z.boolean().optional() })
  .meta({ id: 'UpdateManagedUser' });
export type UpdateManagedUser = z.infer<typeof UpdateManagedUser>;

/** One thing that somebody did to the server. */
export const AuditRecord = z
  .object({
    id: Id,
    at: Timestamp,
    /** Null where the server itself did it. */
    actorId: Id.nullable(),
    /** Noun and verb: `dead-letters.replay`. */
    action: z.string(),
    target: z.string(),
    detail: z.record(z.string(), z.unknown()),
    ip: z.string().nullable(),
  })
  .meta({ id: 'AuditRecord' });
export type AuditRecord = z.infer<typeof AuditRecord>;

export const AuditQuery = PageQuery.extend({
  cursor: Id.optional(),
  action: StorableText.max(100, 'must be at most 100 characters').optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditPage = pageOf(AuditRecord).meta({ id: 'AuditPage' });
export type AuditPage = z.infer<typeof AuditPage>;
