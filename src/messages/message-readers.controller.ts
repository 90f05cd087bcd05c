import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { UserPage } from '../contract/users.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { MessageReaders } from './message-readers.service.js';

@ApiTags('messages')
@ApiBearerAuth()
@Controller('messages/:id/readers')
export class MessageReadersController {
  constructor(private readonly readers: MessageReaders) {}

  @ForGuests()
  @Get()
  @ApiOperation({ summary: 'Who has read a message, in channels of up to 50 people; for members who show the same' })
  @ApiOkResponse({ standardSchema: UserPage })
  list(@Caller() caller: Principal, @Param('id', { schema: Id }) messageId: string): Promise<UserPage> {
    return this.readers.list(caller, { messageId });
  }
}
