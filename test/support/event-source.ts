import { EventSource } from 'eventsource';
import type { Server } from './app.js';
import { EVENT_TIMEOUT_MS } from './client.js';
import { until } from './cluster/until.js';

export interface StreamOptions {
  /** Names of the events to keep. */
  events: string[];
  /** Sent as a browser cannot: in the Authorization header. Otherwise the path must have `?token=`. */
  bearer?: string;
  lastEventId?: string;
  instance?: number;
}

export interface StreamedEvent {
  event: string;
  id: string;
  data: unknown;
}

/** An EventSource that keeps all it was sent, in order. It comes back by itself as browsers do. */
export class EventClient {
  readonly events: StreamedEvent[] = [];
  /** How often a connection was made. */
  opened = 0;
  /** Status of the last answer that was no stream; null while there was none. */
  refused: number | null = null;
  private readonly source: EventSource;

  private constructor(server: Server, path: string, { events, bearer, lastEventId, instance = 0 }: StreamOptions) {
    const fullPath = `/api/v1${path}`;
    this.source = new EventSource(`${server.urlOf(instance)}${fullPath}`, {
      fetch: (url, init) =>
        fetch(url, {
          ...init,
          headers: {
            ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
            ...init.headers,
            ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
          },
        }),
    });
    for (const event of events) {
      this.source.addEventListener(event, ({ data, lastEventId: id }) => {
        const parsed: unknown = JSON.parse(String(data));
        server.conformance.streamed(fullPath, parsed);
        this.events.push({ event, id, data: parsed });
      });
    }
    this.source.addEventListener('open', () => this.opened++);
    this.source.addEventListener('error', ({ code }) => (this.refused = code ?? this.refused));
    server.cleanups.push(() => this.close());
  }

  /** Does not wait: see `open` and `refusal`. */
  static start(server: Server, path: string, options: StreamOptions): EventClient {
    return new EventClient(server, path, options);
  }

  /** Resolves once the stream is open. */
  static async open(server: Server, path: string, options: StreamOptions): Promise<EventClient> {
    const client = EventClient.start(server, path, options);
    await client.until('open', () => client.opened > 0 || client.refused !== null);
    if (client.refused !== null) throw new Error(`answered ${client.refused}`);
    return client;
  }

  /** Resolves with the status of the answer that ended it for good. */
  async ended(): Promise<number> {
    await this.until('ended', () => this.source.readyState === EventSource.CLOSED && this.refused !== null);
    return this.refused ?? 0;
  }

  /** Resolves once it has come back. */
  async reopened(): Promise<void> {
    await this.until('open again', () => this.opened > 1);
  }

  /** Waits until so many events have come, and answers all of them. */
  async count(count: number): Promise<StreamedEvent[]> {
    await this.until(`${count} events`, () => this.events.length >= count);
    return this.events;
  }

  /** Waits for an event that fits; those that came before count too. */
  async event(fits: (event: StreamedEvent) => boolean): Promise<StreamedEvent> {
    await this.until('an event that fits', () => this.events.some(fits));
    const found = this.events.find(fits);
    if (!found) throw new Error('the event is gone');
    return found;
  }

  close(): void {
    this.source.close();
  }

  private async until(what: string, holds: () => boolean): Promise<void> {
    await until(() => `${what}; came: ${JSON.stringify(this.events).slice(-500)}`, holds, EVENT_TIMEOUT_MS);
  }
}
