import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/**
 * Looks every so often for work that stands in PostgreSQL and that nobody has in hand. One look at a time, and none
 * while the process ends; a look that fails is followed by the next.
 */
export abstract class Sweep implements OnApplicationBootstrap, OnApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly intervalMs: number) {}

  /** What there is to do now. */
  protected abstract sweep(): Promise<void>;

  /** One after the other; one that fails keeps none from its turn. */
  protected async each(ids: readonly string[], work: (id: string) => Promise<unknown>): Promise<void> {
    for (const id of ids) {
      await work(id).catch((error: unknown) => this.logger.warn({ err: error, id }, 'one was left as it is'));
    }
  }

  onApplicationBootstrap(): void {
    const tick = () => {
      this.running = this.sweep().catch((error: unknown) => this.logger.warn({ err: error }, 'sweep failed'));
      void this.running.then(() => (this.timer = setTimeout(tick, this.intervalMs)));
    };
    this.timer = setTimeout(tick, this.intervalMs);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
    clearTimeout(this.timer);
  }
}
