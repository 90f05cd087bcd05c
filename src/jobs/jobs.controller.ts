import { Controller, Get, HttpCode, Logger, Param, Post, Query, Res } from '@nestjs/common';
import { pipeline } from 'node:stream/promises';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Id } from '../contract/ids.js';
import { DownloadQuery, Job, JobPage } from '../contract/jobs.js';
import { PageQuery } from '../contract/page.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, Public } from '../core/security/security.decorators.js';
import { JobsService } from './jobs.service.js';

@ApiTags('jobs')
@ApiBearerAuth()
@Controller('jobs')
export class JobsController {
  private readonly logger = new Logger(JobsController.name);

  constructor(private readonly jobs: JobsService) {}

  @Get()
  @ApiOperation({ summary: "The caller's jobs, the newest first" })
  @ApiOkResponse({ standardSchema: JobPage })
  list(@Caller() caller: Principal, @Query({ schema: PageQuery }) query: PageQuery): Promise<JobPage> {
    return this.jobs.list(caller, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One job: its state, progress and result; for its owner and administrators' })
  @ApiOkResponse({ standardSchema: Job })
  get(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<Job> {
    return this.jobs.get(caller, id);
  }

  @Post(':id/cancel')
  @HttpCode(202)
  @ApiOperation({ summary: 'End a job that waits or runs; one that runs ends within some seconds' })
  @ApiAcceptedResponse({ standardSchema: Job })
  cancel(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<Job> {
    return this.jobs.cancel(caller, id);
  }

  @Post(':id/retry')
  @HttpCode(202)
  @ApiOperation({ summary: 'Try a job again that failed or was cancelled' })
  @ApiAcceptedResponse({ standardSchema: Job })
  retry(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<Job> {
    return this.jobs.retry(caller, id);
  }

  @Public()
  @Get(':id/download')
  @ApiOperation({ summary: 'The file that a job made, by the link in it' })
  @ApiProduces('application/jsonl', 'text/csv', 'text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  async download(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: DownloadQuery }) { token }: DownloadQuery,
    @Res() response: Response,
  ): Promise<void> {
    const { name, contentType, bytes, content } = await this.jobs.download(id, token);
    response.attachment(name);
    response.setHeader('Content-Type', contentType);
    response.setHeader('Content-Length', bytes);
    // What people wrote is in it: it must not run as a page of this server.
    response.setHeader('Content-Security-Policy', 'sandbox');
    response.setHeader('Cache-Control', 'private, no-store');
    // A client that leaves in the middle is no failure.
    await pipeline(content, response).catch((error: unknown) => this.logger.debug({ err: error }, 'download cut'));
  }
}
