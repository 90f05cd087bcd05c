import { Injectable } from '@nestjs/common';
import { Sweep } from '../core/queue/sweep.js';
import { PollCounts } from './poll-counts.service.js';
import { PollsRepository } from './polls.repository.js';

const INTERVAL_MS = 1000;
/** What is younger is about to be counted by the instance that took it. */
const STALE_SECONDS = 2;
const BATCH = 100;

/** Closes polls whose time is over, and counts the votes whose instance died before it did. Several may run. */
@Injectable()
export class PollsSweep extends Sweep {
  constructor(
    private readonly polls: PollsRepository,
    private readonly counts: PollCounts,
  ) {
    super(INTERVAL_MS);
  }

  protected async sweep(): Promise<void> {
    await this.each(await this.polls.findDue(BATCH), (id) => this.counts.closeDue(id));
    await this.each(await this.polls.findStale(STALE_SECONDS, BATCH), (id) => this.counts.refresh(id));
  }
}
