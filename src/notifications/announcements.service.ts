import { Injectable } from '@nestjs/common';
import type { Announce, Announced } from '../contract/notifications.js';
import { forbidden } from '../core/errors/domain-error.js';
import { newId } from '../core/ids.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import { TypedQueue } from '../core/queue/typed-queue.js';
import { isServerAdmin, type Principal } from '../core/security/principal.js';
import { AnnouncementEntity } from './announcement.entity.js';
import { announceJob, notificationsQueue } from './notifications.queue.js';

/** What administrators tell everybody. */
@Injectable()
export class AnnouncementsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    @InjectTypedQueue(notificationsQueue) private readonly queue: TypedQueue<typeof notificationsQueue>,
  ) {}

  /** Resolves once it is certain that everybody will be told; the worker does the telling. */
  async announce(principal: Principal, input: Announce): Promise<Announced> {
    if (!isServerAdmin(principal)) throw forbidden('Only owners and administrators may announce');
    const id = newId();
    await this.unitOfWork.run(async (tx) => {
      await tx.manager.insert(AnnouncementEntity, { ...input, id, createdBy: principal.userId });
      tx.afterCommit(() => void this.queue.addAll([announceJob(id)]));
    });
    return { id };
  }
}
