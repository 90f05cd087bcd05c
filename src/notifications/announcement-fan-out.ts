import { Injectable } from '@nestjs/common';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { UsersService } from '../users/users.service.js';
import { AnnouncementEntity } from './announcement.entity.js';
import { NotificationsWriter } from './notifications.writer.js';
import { RecipientsService } from './recipients.service.js';

/** People in one commit, as in `MessageFanOut`: others want to be told of other things meanwhile. */
const PEOPLE = 100;

/** Tells everybody of an announcement. How far it came is stored with what was told, so nobody hears of it twice. */
@Injectable()
export class AnnouncementFanOut {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersService,
    private readonly recipients: RecipientsService,
    private readonly writer: NotificationsWriter,
  ) {}

  async run(id: string): Promise<void> {
    while (await this.unitOfWork.run((tx) => this.step(tx, id)));
  }

  /** Whether there may be more to tell. */
  private async step(tx: Transaction, id: string): Promise<boolean> {
    const announcement = await tx.manager.findOne(AnnouncementEntity, {
      where: { id },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    if (!announcement || announcement.doneAt) return false;
    const userIds = await this.users.activeIds(announcement.afterUser, PEOPLE);
    await this.tell(tx, announcement, userIds);
    const done = userIds.length < PEOPLE;
    await tx.manager.update(
      AnnouncementEntity,
      { id },
      {
        afterUser: userIds.at(-1) ?? announcement.afterUser,
        doneAt: done ? new Date() : null,
      },
    );
    return !done;
  }

  private async tell(tx: Transaction, announcement: AnnouncementEntity, userIds: string[]): Promise<void> {
    const { id, title, body, critical, createdBy } = announcement;
    const now = new Date();
    const addressees = await this.recipients.find(userIds);
    const decisions = addressees.map((addressee) => ({
      userId: addressee.user.id,
      kind: 'announcement' as const,
      rule: 'announced',
      ...this.recipients.plan(addressee, 'announcement', critical, now),
      data: { title, body },
    }));
    const occurrence = { key: `announcement:${id}`, channelId: null, messageId: null, messageSeq: null };
    await this.writer.write(tx, { ...occurrence, actorId: createdBy, critical }, decisions);
  }
}
