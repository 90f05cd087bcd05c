import { Injectable } from '@nestjs/common';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { SavedMessages } from '../personal/saved-messages.service.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** What sockets keep of messages, by the service that REST uses too. */
@ForGuests()
@Injectable()
export class SavedMessagesGateway {
  constructor(private readonly saved: SavedMessages) {}

  @OnRequest('message:save')
  save({ data }: ClientSocket, input: RequestInput<'message:save'>): Promise<RequestOutput<'message:save'>> {
    return this.saved.save(data.principal, input);
  }

  @OnRequest('message:unsave')
  unsave({ data }: ClientSocket, input: RequestInput<'message:unsave'>): Promise<RequestOutput<'message:unsave'>> {
    return this.saved.unsave(data.principal, input);
  }
}
