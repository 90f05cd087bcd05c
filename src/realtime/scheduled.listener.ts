import { Injectable, Logger } from '@nestjs/common';
import { Bus } from '../core/broadcast/bus.service.js';
import { ScheduledMessagesService } from '../scheduled/scheduled-messages.service.js';
import { RemindersService } from '../scheduled/reminders.service.js';
import { reminderChanged, scheduledChanged } from '../scheduled/scheduled.topics.js';
import { LocalUsers } from './local-users.js';

/** Tells the sockets of whoever put something off how it stands. */
@Injectable()
export class ScheduledListener {
  private readonly logger = new Logger(ScheduledListener.name);

  constructor(
    bus: Bus,
    private readonly messages: ScheduledMessagesService,
    private readonly reminders: RemindersService,
    private readonly users: LocalUsers,
  ) {
    bus.on(scheduledChanged, ({ id, userId }) =>
      this.tell(userId, async () => {
        const scheduled = await this.messages.find(id);
        this.users.emit(userId, 'scheduled', { id, scheduled });
      }),
    );
    bus.on(reminderChanged, ({ id, userId }) =>
      this.tell(userId, async () => {
        const reminder = await this.reminders.find(id);
        this.users.emit(userId, 'reminder', { id, reminder });
      }),
    );
  }

  private tell(userId: string, work: () => Promise<void>): void {
    if (!this.users.get(userId)) return;
    work().catch((error: unknown) => this.logger.warn({ err: error }, 'a device was not told what waits'));
  }
}
