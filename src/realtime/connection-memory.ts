/** What a connection takes: the live memory beyond that without connections, by their number. */
export class ConnectionMemory {
  private byEach: number | null = null;

  /** `alone`: what was in use before anybody came. */
  constructor(private alone: number) {}

  /** So much was left by a full garbage collection, and so many were connected. */
  measured(bytes: number, connections: number): void {
    if (connections === 0) this.alone = bytes;
    this.byEach = connections === 0 ? null : Math.max(0, bytes - this.alone) / connections;
  }

  /** Null while nothing was collected since somebody came. */
  get bytes(): number | null {
    return this.byEach;
  }
}
