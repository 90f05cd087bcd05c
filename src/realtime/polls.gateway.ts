import { Injectable } from '@nestjs/common';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { PollCounts } from '../messages/poll-counts.service.js';
import { PollsService } from '../messages/polls.service.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Votes of sockets, by the services that REST uses too. */
@ForGuests()
@Injectable()
export class PollsGateway {
  constructor(
    private readonly polls: PollsService,
    private readonly counts: PollCounts,
  ) {}

  @OnRequest('poll:vote')
  vote({ data }: ClientSocket, input: RequestInput<'poll:vote'>): Promise<RequestOutput<'poll:vote'>> {
    return this.polls.vote(data.principal, input);
  }

  @OnRequest('poll:close')
  close({ data }: ClientSocket, input: RequestInput<'poll:close'>): Promise<RequestOutput<'poll:close'>> {
    return this.counts.close(data.principal, input);
  }
}
