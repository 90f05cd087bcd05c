import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { Job } from '../contract/jobs.js';
import type { StartExport } from '../contract/messages.js';
import type { Principal } from '../core/security/principal.js';
import { JobsService } from '../jobs/jobs.service.js';
import { channelExport } from './channel-export.kind.js';

/** Orders the files that are made of messages. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly channels: ChannelsService,
    private readonly jobs: JobsService,
  ) {}

  async start(principal: Principal, channelId: string, { format }: StartExport): Promise<Job> {
    await this.channels.requireExportable(principal, channelId);
    return this.jobs.start(principal, channelExport, { channelId, format });
  }
}
