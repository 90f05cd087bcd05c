import { Controller, Delete, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { ChangedMessage } from '../contract/messages.js';
import { Emoji } from '../contract/reactions.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { ReactionsService } from './reactions.service.js';

@ApiTags('messages')
@ApiBearerAuth()
@ForGuests()
@Controller('messages/:id/reactions')
export class ReactionsController {
  constructor(private readonly reactions: ReactionsService) {}

  @Put(':emoji')
  @ApiOperation({ summary: 'React to a message with an emoji; for members, and the same when it is done again' })
  @ApiOkResponse({ standardSchema: ChangedMessage })
  add(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) messageId: string,
    @Param('emoji', { schema: Emoji }) emoji: string,
  ): Promise<ChangedMessage> {
    return this.reactions.add(caller, { messageId, emoji });
  }

  @Delete(':emoji')
  @ApiOperation({ summary: 'Take a reaction back; the same where there is none' })
  @ApiOkResponse({ standardSchema: ChangedMessage })
  remove(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) messageId: string,
    @Param('emoji', { schema: Emoji }) emoji: string,
  ): Promise<ChangedMessage> {
    return this.reactions.remove(caller, { messageId, emoji });
  }
}
