import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Announce, Announced } from '../contract/notifications.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { AnnouncementsService } from './announcements.service.js';

@ApiTags('notifications')
@ApiBearerAuth()
@Controller('announcements')
export class AnnouncementsController {
  constructor(private readonly announcements: AnnouncementsService) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Tell everybody something; for owners and administrators' })
  @ApiAcceptedResponse({ standardSchema: Announced })
  announce(@Caller() caller: Principal, @Body({ schema: Announce }) input: Announce): Promise<Announced> {
    return this.announcements.announce(caller, input);
  }
}
