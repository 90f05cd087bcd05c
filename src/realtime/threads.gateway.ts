import { Injectable } from '@nestjs/common';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { ThreadsService } from '../messages/threads.service.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Who follows threads over sockets, by the service that REST uses too. */
@ForGuests()
@Injectable()
export class ThreadsGateway {
  constructor(private readonly threads: ThreadsService) {}

  @OnRequest('thread:follow')
  follow({ data }: ClientSocket, input: RequestInput<'thread:follow'>): Promise<RequestOutput<'thread:follow'>> {
    return this.threads.follow(data.principal, input);
  }

  @OnRequest('thread:unfollow')
  unfollow({ data }: ClientSocket, input: RequestInput<'thread:unfollow'>): Promise<RequestOutput<'thread:unfollow'>> {
    return this.threads.unfollow(data.principal, input);
  }
}
