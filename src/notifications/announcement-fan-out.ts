import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { UsersService } from '../users/users.service.js';
import { AnnouncementEntity } from './announcement.entity.js';
import { type Decision, NotificationsWriter, type Occurrence } from './notifications.writer.js';
import { NOWHERE } from './personal-notices.js';
import { RecipientsService } from './recipients.service.js';

/** People in one commit, as in `MessageFanOut`: others want to be told of other things meanwhile. */
const PEOPLE = 100;

/** Tells everybody of an announcement. How far it came is stored with what was told, so nobody hears of it twice. */
@Injectable()
export class AnnouncementFanOut {
  constructor(
    @InjectRepository(AnnouncementEntity) private readonly announcements: Repository<AnnouncementEntity>,
    private readonly unitOfWork: UnitOfWork,
    private readonly users: UsersService,
    private readonly recipients: RecipientsService,
    private readonly writer: NotificationsWriter,
  ) {}

  async run(id: string): Promise<void> {
    while (await this.step(id));
  }

  /** Whether there may be more to tell. */
  private async step(id: string): Promise<boolean> {
    const announcement = await this.announcements.findOneBy({ id });
    if (!announcement || announcement.doneAt) return false;
    const userIds = await this.users.activeIds(announcement.afterUser, PEOPLE);
    const decisions = await this.decide(announcement, userIds);
    const done = userIds.length < PEOPLE;
    return this.unitOfWork.run(async (tx) => {
      const held = await tx.manager.findOne(AnnouncementEntity, {
        where: { id },
        lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
      });
      if (!held || held.doneAt) return false;
      // Another worker told these people meanwhile.
      if (held.afterUser !== announcement.afterUser) return true;
      await this.writer.write(tx, occurrenceOf(announcement), decisions);
      const afterUser = userIds.at(-1) ?? held.afterUser;
      await tx.manager.update(AnnouncementEntity, { id }, { afterUser, doneAt: done ? new Date() : null });
      return !done;
    });
  }

  private async decide({ title, body, critical }: AnnouncementEntity, userIds: string[]): Promise<Decision[]> {
    const now = new Date();
    return (await this.recipients.find(userIds)).map((addressee) => ({
      userId: addressee.user.id,
      kind: 'announcement',
      rule: 'announced',
      ...this.recipients.plan(addressee, 'announcement', critical, now),
      data: { title, body },
    }));
  }
}

const occurrenceOf = ({ id, createdBy, critical }: AnnouncementEntity): Occurrence => ({
  ...NOWHERE,
  key: `announcement:${id}`,
  actorId: createdBy,
  critical,
});
