import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { Id } from '../contract/ids.js';
import { isFinal, Job } from '../contract/jobs.js';
import { StreamQuery } from '../contract/streams.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, StreamAccess } from '../core/security/security.decorators.js';
import { JobsService } from '../jobs/jobs.service.js';
import { JobFeed } from './job-feed.js';
import { LAST_EVENT_ID } from './last-event-id.js';
import { StreamHub } from './stream-hub.js';

@ApiTags('jobs')
@ApiBearerAuth()
@Controller('jobs')
export class JobEventsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly hub: StreamHub,
    private readonly feed: JobFeed,
  ) {}

  @Get(':id/events')
  @StreamAccess()
  @ApiOperation({
    summary: 'Each state of a job as an event `job`, its rev as the id; 204 where the last one was seen already',
  })
  @ApiHeader({ ...LAST_EVENT_ID, description: 'The rev of the state that was seen last' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ standardSchema: Job })
  @ApiNoContentResponse()
  async events(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: StreamQuery }) _: StreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const job = await this.jobs.get(caller, id);
    const seen = revOf(lastEventId);
    if (isFinal(job.state) && seen >= job.rev) {
      // What an EventSource takes for "do not come back".
      response.status(204).end();
      return;
    }
    const stream = await this.hub.open(response, caller, { stream: 'job' });
    this.feed.watch(stream, job, Math.min(seen, job.rev));
  }
}

/** Whatever is no rev of ours stands for nothing seen. */
const revOf = (lastEventId: string | undefined) => (/^\d{1,9}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0);
