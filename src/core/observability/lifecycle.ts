import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';

/** Whether this process is on its way out: it takes no new work, and finishes what it has. */
@Injectable()
export class Lifecycle implements BeforeApplicationShutdown {
  stopping = false;

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }
}
