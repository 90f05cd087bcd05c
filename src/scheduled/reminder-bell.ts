import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { RemindersRepository } from './reminders.repository.js';
import { reminderChanged, reminderDue } from './scheduled.topics.js';

/** Says that it is time. The row and what follows from it are one commit: so a job that runs twice tells once. */
@Injectable()
export class ReminderBell {
  constructor(
    private readonly rows: RemindersRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** All that is due for the user. */
  async run(userId: string): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      for (const { id, rev, messageId, channelId, text } of await this.rows.takeDue(tx.manager, userId)) {
        tx.record(reminderDue, { id, rev, userId, messageId, channelId, text });
        tx.publish(reminderChanged, { id, userId });
      }
    });
  }
}
