import { Body, Controller, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Invitation } from '../contract/auth.js';
import { InviteGuest } from '../contract/guests.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { GuestsService } from './guests.service.js';

@ApiTags('guests')
@ApiBearerAuth()
@Controller('guests')
export class GuestsController {
  constructor(private readonly guests: GuestsService) {}

  @Post('invitations')
  @ApiOperation({
    summary:
      'An invitation, mailed to this address, to register as a guest of these channels; for owners and administrators',
  })
  @ApiCreatedResponse({ standardSchema: Invitation })
  invite(@Caller() caller: Principal, @Body({ schema: InviteGuest }) input: InviteGuest): Promise<Invitation> {
    return this.guests.invite(caller, input);
  }
}
