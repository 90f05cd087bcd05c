import { Injectable } from '@nestjs/common';
import { signedInAnew } from '../auth/auth.topics.js';
import { memberAdded } from '../channels/channel.topics.js';
import { jobFinished } from '../jobs/jobs.topics.js';
import { messageRemoved } from '../messages/message.topics.js';
import { reminderDue, scheduledFailed } from '../scheduled/scheduled.topics.js';
import { EventConsumer } from '../core/outbox/event-consumer.js';
import { beginningOf } from './excerpt.js';
import { NOWHERE, PersonalNotices } from './personal-notices.js';

/** Takes what concerns one person, and was recorded for the worker, to that person. */
@Injectable()
export class PersonalEventsListener {
  constructor(notices: PersonalNotices, events: EventConsumer) {
    events.on(signedInAnew, (tx, { userId, sessionId, ...device }) =>
      notices.tell(tx, [userId], 'new_login', 'new_device', device, {
        ...NOWHERE,
        key: `session:${sessionId}`,
        actorId: null,
        critical: false,
      }),
    );
    events.on(jobFinished, (tx, { jobId, ownerId, attempt, kind, state, error }) =>
      notices.tell(
        tx,
        [ownerId],
        'job_finished',
        'own_job',
        { jobId, job: kind, state, error: error ?? '' },
        { ...NOWHERE, key: `job:${jobId}:${attempt}`, actorId: null, critical: false },
      ),
    );
    events.on(scheduledFailed, (tx, { id, rev, userId, channelId, body, code }) =>
      notices.tell(
        tx,
        [userId],
        'scheduled_failed',
        'own_message',
        { text: beginningOf(body), code },
        { ...NOWHERE, channelId, key: `scheduled:${id}:${rev}`, actorId: null, critical: false },
      ),
    );
    events.on(reminderDue, (tx, { id, rev, userId, channelId, messageId, text }) =>
      notices.tell(
        tx,
        [userId],
        'reminder',
        'own_reminder',
        { text },
        { ...NOWHERE, channelId, messageId, key: `reminder:${id}:${rev}`, actorId: null, critical: false },
      ),
    );
    events.on(memberAdded, (tx, { channelId, userId, actorId }, id) =>
      notices.tell(
        tx,
        [userId],
        'invitation',
        'added_to_channel',
        {},
        {
          ...NOWHERE,
          channelId,
          key: `member:${id}`,
          actorId,
          critical: false,
        },
      ),
    );
    events.on(messageRemoved, (tx, { channelId, messageId, authorId, actorId, reason }) =>
      notices.tell(
        tx,
        [authorId],
        'message_removed',
        'own_message',
        { reason },
        { ...NOWHERE, channelId, messageId, key: `removal:${messageId}`, actorId, critical: false },
      ),
    );
  }
}
