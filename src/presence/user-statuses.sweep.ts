import { Injectable } from '@nestjs/common';
import { Sweep } from '../core/queue/sweep.js';
import { UserStatuses } from './user-statuses.service.js';

const INTERVAL_MS = 2000;
const BATCH = 200;

/** Tells of what people said of themselves until now. Runs in the worker; several may. */
@Injectable()
export class UserStatusesSweep extends Sweep {
  constructor(private readonly statuses: UserStatuses) {
    super(INTERVAL_MS);
  }

  protected async sweep(): Promise<void> {
    while ((await this.statuses.endDue(BATCH)) === BATCH);
  }
}
