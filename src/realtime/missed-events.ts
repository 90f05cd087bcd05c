import { Injectable } from '@nestjs/common';
import { OwnDevices } from './own-devices.js';
import { ReadReceipts } from './read-receipts.js';

/** What is told besides the channels' logs, after publications of it were lost. */
@Injectable()
export class MissedEvents {
  constructor(
    private readonly receipts: ReadReceipts,
    private readonly devices: OwnDevices,
  ) {}

  /** Of all that changed after `since` and concerns somebody here. */
  async tellSince(since: Date): Promise<void> {
    await this.receipts.tellSince(since);
    await this.devices.tellSince(since);
  }
}
