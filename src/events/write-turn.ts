import type { Writable } from 'node:stream';

/**
 * Lets all that one turn of the event loop writes to a client leave in one system call, which is most of what an event
 * costs; nothing waits longer than that turn.
 */
export class WriteTurn {
  private held: Writable[] = [];

  /** Whether this turn has written to it already. */
  holds(sink: Writable): boolean {
    return sink.writableCorked > 0;
  }

  hold(sink: Writable): void {
    if (this.holds(sink)) return;
    sink.cork();
    if (this.held.push(sink) === 1) setImmediate(this.release);
  }

  private readonly release = () => {
    const { held } = this;
    this.held = [];
    for (const sink of held) sink.uncork();
  };
}
