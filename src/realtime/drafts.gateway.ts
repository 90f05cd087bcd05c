import { Injectable } from '@nestjs/common';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { DraftsService } from '../personal/drafts.service.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Drafts of sockets, by the service that REST uses too. */
@ForGuests()
@Injectable()
export class DraftsGateway {
  constructor(private readonly drafts: DraftsService) {}

  @OnRequest('draft:set')
  set({ data }: ClientSocket, input: RequestInput<'draft:set'>): Promise<RequestOutput<'draft:set'>> {
    return this.drafts.set(data.principal, input);
  }
}
