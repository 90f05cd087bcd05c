import { Injectable } from '@nestjs/common';
import { ChannelInvitesService } from '../channels/channel-invites.service.js';
import { GuestsService } from '../channels/guests.service.js';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Ways into channels, by the services that REST uses too. */
@Injectable()
export class InvitesGateway {
  constructor(
    private readonly invites: ChannelInvitesService,
    private readonly guests: GuestsService,
  ) {}

  @OnRequest('invite:create')
  create(
    { data }: ClientSocket,
    { channelId, ...invite }: RequestInput<'invite:create'>,
  ): Promise<RequestOutput<'invite:create'>> {
    return this.invites.create(data.principal, channelId, invite);
  }

  @OnRequest('invite:revoke')
  async revoke(
    { data }: ClientSocket,
    { channelId, inviteId }: RequestInput<'invite:revoke'>,
  ): Promise<RequestOutput<'invite:revoke'>> {
    await this.invites.revoke(data.principal, channelId, inviteId);
    return null;
  }

  @OnRequest('invite:accept')
  accept({ data }: ClientSocket, { token }: RequestInput<'invite:accept'>): Promise<RequestOutput<'invite:accept'>> {
    return this.invites.accept(data.principal, token);
  }

  @OnRequest('guest:invite')
  inviteGuest({ data }: ClientSocket, input: RequestInput<'guest:invite'>): Promise<RequestOutput<'guest:invite'>> {
    return this.guests.invite(data.principal, input);
  }
}
