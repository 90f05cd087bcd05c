import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { MessageEditPage } from '../contract/messages.js';
import { PageQuery } from '../contract/page.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { EditHistory } from './edit-history.service.js';

@ApiTags('messages')
@ApiBearerAuth()
@ForGuests()
@Controller('messages/:id/edits')
export class EditHistoryController {
  constructor(private readonly history: EditHistory) {}

  @Get()
  @ApiOperation({ summary: 'What a message said before each of its edits, the last first' })
  @ApiOkResponse({ standardSchema: MessageEditPage })
  list(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) messageId: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<MessageEditPage> {
    return this.history.list(caller, messageId, query);
  }
}
