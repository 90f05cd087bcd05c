import { Body, Controller, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Job } from '../contract/jobs.js';
import { Schedule, ScheduleList, ScheduleName, UpdateSchedule } from '../contract/schedules.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { SchedulesService } from './schedules.service.js';

@ApiTags('jobs')
@ApiBearerAuth()
@Controller('jobs/schedules')
export class SchedulesController {
  constructor(private readonly schedules: SchedulesService) {}

  @Get()
  @ApiOperation({ summary: 'When the server begins which of its own jobs; for administrators' })
  @ApiOkResponse({ standardSchema: ScheduleList })
  list(@Caller() caller: Principal): Promise<ScheduleList> {
    return this.schedules.list(caller);
  }

  @Patch(':name')
  @ApiOperation({ summary: 'Switch a schedule on or off, or set its times; for administrators' })
  @ApiOkResponse({ standardSchema: Schedule })
  update(
    @Caller() caller: Principal,
    @Param('name', { schema: ScheduleName }) name: string,
    @Body({ schema: UpdateSchedule }) input: UpdateSchedule,
  ): Promise<Schedule> {
    return this.schedules.update(caller, name, input);
  }

  @Post(':name/run')
  @HttpCode(202)
  @ApiOperation({ summary: 'Begin the job of a schedule now; for administrators' })
  @ApiAcceptedResponse({ standardSchema: Job })
  run(@Caller() caller: Principal, @Param('name', { schema: ScheduleName }) name: string): Promise<Job> {
    return this.schedules.run(caller, name);
  }
}
