import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { ChosenPresence, Presence, PresenceList, PresenceQuery, SetPresence, SetStatus } from '../contract/presence.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { UserStatuses } from '../presence/user-statuses.service.js';
import { PeopleService } from './people.service.js';

@ApiTags('presence')
@ApiBearerAuth()
@ForGuests()
@Controller()
export class PeopleController {
  constructor(
    private readonly people: PeopleService,
    private readonly statuses: UserStatuses,
  ) {}

  @Put('users/me/presence')
  @ApiOperation({ summary: 'What the caller is to others while they are connected: online, away, busy or invisible' })
  @ApiOkResponse({ standardSchema: ChosenPresence })
  choose(@Caller() caller: Principal, @Body({ schema: SetPresence }) input: SetPresence): Promise<ChosenPresence> {
    return this.statuses.choose(caller, input);
  }

  @Put('users/me/status')
  @ApiOperation({ summary: 'What the caller says of themselves, until a time where one is given' })
  @ApiOkResponse({ standardSchema: Presence })
  say(@Caller() caller: Principal, @Body({ schema: SetStatus }) input: SetStatus): Promise<Presence> {
    return this.statuses.say(caller, input);
  }

  @Get('users/me/presence')
  @ApiOperation({ summary: 'The caller, as they chose to be' })
  @ApiOkResponse({ standardSchema: Presence })
  own(@Caller() caller: Principal): Promise<Presence> {
    return this.statuses.own(caller.userId);
  }

  @Get('users/:id/presence')
  @ApiOperation({ summary: 'Whether somebody is there; for those who share a channel' })
  @ApiOkResponse({ standardSchema: Presence })
  get(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<Presence> {
    return this.people.get(caller, id);
  }

  @Get('presence')
  @ApiOperation({ summary: 'Who of these people is there; without those who share no channel with the caller' })
  @ApiOkResponse({ standardSchema: PresenceList })
  list(
    @Caller() caller: Principal,
    @Query({ schema: PresenceQuery }) { userIds }: PresenceQuery,
  ): Promise<PresenceList> {
    return this.people.list(caller, userIds);
  }
}
