import type { ServerResponse } from 'node:http';

/** Lets all that one turn of the event loop writes to a response leave together; nothing waits longer than that turn. */
export class WriteTurn {
  private held = new Set<ServerResponse>();

  isNew(response: ServerResponse): boolean {
    return !this.held.has(response);
  }

  hold(response: ServerResponse): void {
    if (this.held.has(response)) return;
    response.cork();
    if (this.held.add(response).size === 1) setImmediate(() => this.release());
  }

  /** Before a response's end: Node would send the end first. */
  flush(response: ServerResponse): void {
    if (this.held.delete(response)) response.uncork();
  }

  private release(): void {
    const { held } = this;
    this.held = new Set();
    for (const response of held) response.uncork();
  }
}
