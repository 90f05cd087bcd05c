import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Whether this process is on its way out: it takes no new work, and finishes what it has. */
@Injectable()
export class Lifecycle implements OnModuleDestroy {
  stopping = false;

  /** The first of Nest's hooks at a shutdown: before anything drains. */
  onModuleDestroy(): void {
    this.stopping = true;
  }
}
