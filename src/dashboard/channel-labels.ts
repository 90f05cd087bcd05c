import { Injectable, Logger } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { ActiveChannel } from '../contract/dashboard.js';

export type ChannelLabel = Pick<ActiveChannel, 'id' | 'kind' | 'name'>;

const KEEP_MS = 30_000;
const MAX_KEPT = 1000;

/** What administrators may know of the channels in their figures. Names are looked up when somebody new is among the top. */
@Injectable()
export class ChannelLabels {
  private readonly logger = new Logger(ChannelLabels.name);
  private known = new Map<string, ChannelLabel>();
  private knownSince = 0;

  constructor(private readonly channels: ChannelsService) {}

  /** While PostgreSQL is away those that are not known are left out. */
  async of(ids: string[]): Promise<ReadonlyMap<string, ChannelLabel>> {
    if (performance.now() - this.knownSince > KEEP_MS || this.known.size > MAX_KEPT) this.forget();
    const missing = ids.filter((id) => !this.known.has(id));
    if (missing.length > 0) await this.load(missing);
    return this.known;
  }

  private forget(): void {
    this.known = new Map();
    this.knownSince = performance.now();
  }

  private async load(ids: string[]): Promise<void> {
    try {
      for (const [id, { channel }] of await this.channels.describe(ids)) {
        const { kind, name } = channel;
        this.known.set(id, kind === 'public' ? { id, kind, name } : { id: null, kind, name: null });
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'the names of active channels were not read');
    }
  }
}
