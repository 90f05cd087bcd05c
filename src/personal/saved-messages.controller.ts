import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { PageQuery } from '../contract/page.js';
import { SavedMessagePage, SavedState, SavedStates } from '../contract/saved-messages.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { SavedMessages } from './saved-messages.service.js';

@ApiTags('personal')
@ApiBearerAuth()
@ForGuests()
@Controller()
export class SavedMessagesController {
  constructor(private readonly saved: SavedMessages) {}

  @Get('saved')
  @ApiOperation({ summary: 'The messages that the caller keeps, the last saved first' })
  @ApiOkResponse({ standardSchema: SavedMessagePage })
  list(@Caller() caller: Principal, @Query({ schema: PageQuery }) query: PageQuery): Promise<SavedMessagePage> {
    return this.saved.list(caller, query);
  }

  @Get('channels/:id/saved')
  @ApiOperation({ summary: 'Which messages of a channel or thread the caller keeps: all of them' })
  @ApiOkResponse({ standardSchema: SavedStates })
  listOf(@Caller() caller: Principal, @Param('id', { schema: Id }) channelId: string): Promise<SavedStates> {
    return this.saved.listOf(caller, channelId);
  }

  @Put('messages/:id/saved')
  @ApiOperation({ summary: 'Keep a message; for those who may read it' })
  @ApiOkResponse({ standardSchema: SavedState })
  save(@Caller() caller: Principal, @Param('id', { schema: Id }) messageId: string): Promise<SavedState> {
    return this.saved.save(caller, { messageId });
  }

  @Delete('messages/:id/saved')
  @ApiOperation({ summary: 'No longer keep a message' })
  @ApiOkResponse({ standardSchema: SavedState })
  unsave(@Caller() caller: Principal, @Param('id', { schema: Id }) messageId: string): Promise<SavedState> {
    return this.saved.unsave(caller, { messageId });
  }
}
