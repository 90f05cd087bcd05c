import { Injectable } from '@nestjs/common';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { ReactionsService } from '../messages/reactions.service.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Reactions of sockets, by the service that REST uses too. */
@ForGuests()
@Injectable()
export class ReactionsGateway {
  constructor(private readonly reactions: ReactionsService) {}

  @OnRequest('reaction:add')
  add({ data }: ClientSocket, input: RequestInput<'reaction:add'>): Promise<RequestOutput<'reaction:add'>> {
    return this.reactions.add(data.principal, input);
  }

  @OnRequest('reaction:remove')
  remove({ data }: ClientSocket, input: RequestInput<'reaction:remove'>): Promise<RequestOutput<'reaction:remove'>> {
    return this.reactions.remove(data.principal, input);
  }
}
