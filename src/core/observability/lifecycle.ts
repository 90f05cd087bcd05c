import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Whether this process is on its way out: it takes no new work, and finishes or hands over what it has. */
@Injectable()
export class Lifecycle implements OnModuleDestroy {
  stopping = false;
  private readonly listeners: (() => void)[] = [];

  /** Called once, before anything drains. */
  onStop(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Whoever is the first to hear of the end says so; the others hear of it here. */
  stop(): void {
    if (this.stopping) return;
    this.stopping = true;
    for (const listener of this.listeners) listener();
  }

  /** The first of Nest's hooks at a shutdown. */
  onModuleDestroy(): void {
    this.stop();
  }
}
