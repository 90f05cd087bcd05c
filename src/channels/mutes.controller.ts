import { Body, Controller, Delete, HttpCode, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { ChannelMute, MuteMember } from '../contract/moderation.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { MemberSilence } from './member-silence.service.js';

@ApiTags('moderation')
@ApiBearerAuth()
@Controller('channels/:id/members/:userId/mute')
export class MutesController {
  constructor(private readonly silence: MemberSilence) {}

  @Put()
  @ApiOperation({ summary: 'Silence a member for a time: they neither post nor respond' })
  @ApiOkResponse({ standardSchema: ChannelMute })
  mute(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Param('userId', { schema: Id }) userId: string,
    @Body({ schema: MuteMember }) input: MuteMember,
  ): Promise<ChannelMute> {
    return this.silence.mute(caller, id, userId, input);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Let a silenced member speak again' })
  @ApiNoContentResponse()
  unmute(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Param('userId', { schema: Id }) userId: string,
  ): Promise<void> {
    return this.silence.unmute(caller, id, userId);
  }
}
