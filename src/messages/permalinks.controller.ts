import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { Message, Seq } from '../contract/messages.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { ReadableMessages } from './readable-messages.service.js';

/** `/c/CHANNEL/SEQ` is a message's address for people, a page of the web client; that of the API is what it leads to. */
@ApiTags('messages')
@ForGuests()
@Controller()
export class PermalinksController {
  constructor(private readonly messages: ReadableMessages) {}

  @Get('channels/:id/messages/:seq')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'The message at a place in a channel, which is where its permalink leads' })
  @ApiOkResponse({ standardSchema: Message })
  get(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Param('seq', { schema: Seq }) seq: number,
  ): Promise<Message> {
    return this.messages.getAt(caller, channelId, seq);
  }
}
