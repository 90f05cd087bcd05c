import { encodeEvent, type StreamChunk, type StreamEvent } from './event-encoding.js';
import type { EventStream } from './event-stream.js';

/**
 * One subject that many watch, of which only the newest state matters: an event is encoded once and the same bytes go to
 * everyone; whoever comes is given the latest, unless it says that it has it. What nobody watches any more is not kept:
 * nothing says whether it is still the latest.
 */
export class SharedStream {
  private readonly streams = new Set<EventStream>();
  private latest: { id: string; chunk: StreamChunk } | null = null;

  /** How many watch. */
  get size(): number {
    return this.streams.size;
  }

  /** `lastEventId` is what the client sent as `Last-Event-ID`. */
  add(stream: EventStream, lastEventId?: string): void {
    if (stream.ended) return;
    this.streams.add(stream);
    stream.onClose(() => {
      this.streams.delete(stream);
      if (this.size === 0) this.latest = null;
    });
    if (this.latest && this.latest.id !== lastEventId) stream.write(this.latest.chunk);
  }

  /** `id` must differ from that of every other state, on every instance that clients may come back to. */
  publish(event: StreamEvent & { id: string | number }): void {
    const chunk = encodeEvent(event);
    this.latest = { id: String(event.id), chunk };
    for (const stream of this.streams) stream.write(chunk);
  }
}
