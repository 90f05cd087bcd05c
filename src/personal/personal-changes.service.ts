import { Injectable } from '@nestjs/common';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { PersonalHeadsRepository } from './personal-heads.repository.js';

/** Changes what is a user's own, one change after the other. Nobody else is shown it, whatever their role. */
@Injectable()
export class PersonalChanges {
  constructor(
    private readonly heads: PersonalHeadsRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** `rev` is greater than that of every change that was made of the user's own before. */
  make<R>(userId: string, work: (tx: Transaction, rev: number) => Promise<R>): Promise<R> {
    return this.unitOfWork.run(async (tx) => work(tx, await this.heads.next(tx.manager, userId)));
  }

  /** For the instances' own use: those of the users of whose own something changed after `since`. */
  changedSince(userIds: string[], since: Date): Promise<{ userId: string; rev: number }[]> {
    return this.heads.changedSince(userIds, since);
  }
}
