import { Injectable } from '@nestjs/common';
import { signedInAnew } from '../auth/auth.topics.js';
import { memberAdded } from '../channels/channel.topics.js';
import { jobFinished } from '../jobs/jobs.topics.js';
import { reminderDue, scheduledFailed } from '../scheduled/scheduled.topics.js';
import type { NotificationKind } from '../contract/notifications.js';
import { EventConsumer } from '../core/outbox/event-consumer.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { beginningOf } from './excerpt.js';
import { NotificationsWriter, type Occurrence } from './notifications.writer.js';
import { RecipientsService } from './recipients.service.js';

const NOWHERE = { channelId: null, messageId: null, messageSeq: null };

/** Takes what concerns one person, and was recorded for the worker, to that person. */
@Injectable()
export class PersonalEventsListener {
  constructor(
    private readonly recipients: RecipientsService,
    private readonly writer: NotificationsWriter,
    events: EventConsumer,
  ) {
    events.on(signedInAnew, (tx, { userId, sessionId, ...device }) =>
      this.tell(tx, userId, 'new_login', 'new_device', device, {
        ...NOWHERE,
        key: `session:${sessionId}`,
        actorId: null,
        critical: false,
      }),
    );
    events.on(jobFinished, (tx, { jobId, ownerId, attempt, kind, state, error }) =>
      this.tell(
        tx,
        ownerId,
        'job_finished',
        'own_job',
        { jobId, job: kind, state, error: error ?? '' },
        { ...NOWHERE, key: `job:${jobId}:${attempt}`, actorId: null, critical: false },
      ),
    );
    events.on(scheduledFailed, (tx, { id, rev, userId, channelId, body, code }) =>
      this.tell(
        tx,
        userId,
        'scheduled_failed',
        'own_message',
        { text: beginningOf(body), code },
        { ...NOWHERE, channelId, key: `scheduled:${id}:${rev}`, actorId: null, critical: false },
      ),
    );
    events.on(reminderDue, (tx, { id, rev, userId, channelId, messageId, text }) =>
      this.tell(
        tx,
        userId,
        'reminder',
        'own_reminder',
        { text },
        { ...NOWHERE, channelId, messageId, key: `reminder:${id}:${rev}`, actorId: null, critical: false },
      ),
    );
    events.on(memberAdded, (tx, { channelId, userId, actorId }, id) =>
      this.tell(
        tx,
        userId,
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
  }

  private async tell(
    tx: Transaction,
    userId: string,
    kind: NotificationKind,
    rule: string,
    data: Record<string, string>,
    occurrence: Occurrence,
  ): Promise<void> {
    const decisions = (await this.recipients.find([userId])).map((addressee) => ({
      userId,
      kind,
      rule,
      ...this.recipients.plan(addressee, kind, occurrence.critical, new Date()),
      data,
    }));
    await this.writer.write(tx, occurrence, decisions);
  }
}
