import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EditBody, MessageLimits, MessagePreview } from '../contract/messages.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { MessagesService } from './messages.service.js';

/** For whoever is writing a message. */
@ApiTags('messages')
@ApiBearerAuth()
@ForGuests()
@Controller('messages')
export class MessageWritingController {
  constructor(private readonly messages: MessagesService) {}

  @Get('limits')
  @ApiOperation({ summary: 'How long a message may be' })
  @ApiOkResponse({ standardSchema: MessageLimits })
  limits(): MessageLimits {
    return this.messages.limits;
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'A body as it would be rendered if the caller sent it' })
  @ApiOkResponse({ standardSchema: MessagePreview })
  preview(@Caller() caller: Principal, @Body({ schema: EditBody }) input: EditBody): Promise<MessagePreview> {
    return this.messages.preview(caller, input);
  }
}
