import { Injectable } from '@nestjs/common';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { PinsService } from '../messages/pins.service.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Pins of sockets, by the service that REST uses too. */
@ForGuests()
@Injectable()
export class PinsGateway {
  constructor(private readonly pins: PinsService) {}

  @OnRequest('message:pin')
  pin({ data }: ClientSocket, input: RequestInput<'message:pin'>): Promise<RequestOutput<'message:pin'>> {
    return this.pins.pin(data.principal, input);
  }

  @OnRequest('message:unpin')
  unpin({ data }: ClientSocket, input: RequestInput<'message:unpin'>): Promise<RequestOutput<'message:unpin'>> {
    return this.pins.unpin(data.principal, input);
  }
}
