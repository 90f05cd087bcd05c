import { Injectable } from '@nestjs/common';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { PeopleService } from '../people/people.service.js';
import { UserStatuses } from '../presence/user-statuses.service.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Requests of sockets about who is there, and as what. */
@ForGuests()
@Injectable()
export class PresenceGateway {
  constructor(
    private readonly statuses: UserStatuses,
    private readonly people: PeopleService,
  ) {}

  @OnRequest('presence:set')
  choose({ data }: ClientSocket, input: RequestInput<'presence:set'>): Promise<RequestOutput<'presence:set'>> {
    return this.statuses.choose(data.principal, input);
  }

  @OnRequest('status:set')
  say({ data }: ClientSocket, input: RequestInput<'status:set'>): Promise<RequestOutput<'status:set'>> {
    return this.statuses.say(data.principal, input);
  }

  @OnRequest('presence:get')
  list({ data }: ClientSocket, { userIds }: RequestInput<'presence:get'>): Promise<RequestOutput<'presence:get'>> {
    return this.people.list(data.principal, userIds);
  }
}
