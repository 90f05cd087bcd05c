import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { ChangedMessage, DeletionQuery } from '../contract/messages.js';
import { Removal } from '../contract/moderation.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { DeletionsService } from './deletions.service.js';

@ApiTags('messages')
@ApiBearerAuth()
@ForGuests()
@Controller('messages/:id')
export class DeletionsController {
  constructor(private readonly deletions: DeletionsService) {}

  @Delete()
  @ApiOperation({
    summary: 'Delete a message, leaving a tombstone; for its author and the moderators, who may say why',
  })
  @ApiOkResponse({ standardSchema: ChangedMessage })
  delete(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) messageId: string,
    @Query({ schema: DeletionQuery }) { reason }: DeletionQuery,
  ): Promise<ChangedMessage> {
    return this.deletions.delete(caller, { messageId, reason });
  }

  @Get('removal')
  @ApiOperation({
    summary: 'Who deleted a message and why, where it was not its author; for the author and the moderators',
  })
  @ApiOkResponse({ standardSchema: Removal })
  removal(@Caller() caller: Principal, @Param('id', { schema: Id }) messageId: string): Promise<Removal> {
    return this.deletions.removal(caller, messageId);
  }
}
