import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { ChangedMessage } from '../contract/messages.js';
import { PageQuery } from '../contract/page.js';
import { PollState, PollVotePage, VoteBody } from '../contract/polls.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { PollCounts } from './poll-counts.service.js';
import { PollsService } from './polls.service.js';

@ApiTags('messages')
@ApiBearerAuth()
@ForGuests()
@Controller('messages/:id')
export class PollsController {
  constructor(
    private readonly polls: PollsService,
    private readonly counts: PollCounts,
  ) {}

  @Get('poll')
  @ApiOperation({ summary: "A message's poll as it stands, and the caller's own vote" })
  @ApiOkResponse({ standardSchema: PollState })
  state(@Caller() caller: Principal, @Param('id', { schema: Id }) messageId: string): Promise<PollState> {
    return this.polls.state(caller, messageId);
  }

  @Get('poll/votes')
  @ApiOperation({ summary: 'Who chose what, in order of user id; not of anonymous polls' })
  @ApiOkResponse({ standardSchema: PollVotePage })
  votes(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) messageId: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<PollVotePage> {
    return this.polls.votes(caller, messageId, query);
  }

  @Put('vote')
  @ApiOperation({ summary: 'Vote, in place of the vote before; without options to take it back. For members' })
  @ApiOkResponse({ standardSchema: PollState })
  vote(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) messageId: string,
    @Body({ schema: VoteBody }) { optionIds }: VoteBody,
  ): Promise<PollState> {
    return this.polls.vote(caller, { messageId, optionIds });
  }

  @Post('poll/close')
  @HttpCode(200)
  @ApiOperation({ summary: 'Close a poll; for its author and the moderators, and the same when it is closed' })
  @ApiOkResponse({ standardSchema: ChangedMessage })
  close(@Caller() caller: Principal, @Param('id', { schema: Id }) messageId: string): Promise<ChangedMessage> {
    return this.counts.close(caller, { messageId });
  }
}
