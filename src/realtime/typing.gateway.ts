import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { RequestInput } from '../contract/socket-events.js';
import { LocalUsers } from './local-users.js';
import { OnRequest } from './on-request.decorator.js';
import { channelRoom, type ClientSocket } from './socket.js';

/** Protocol.md 5: a sign of typing holds this long. */
const EXPIRES_IN_MS = 6000;

/** Who is typing: told to the channel's sockets on all instances, and may be lost. */
@Injectable()
export class TypingGateway {
  constructor(
    private readonly local: LocalUsers,
    private readonly channels: ChannelsService,
  ) {}

  @OnRequest('typing:start')
  async start(socket: ClientSocket, { channelId }: RequestInput<'typing:start'>): Promise<null> {
    const { principal } = socket.data;
    if (!this.local.get(principal.userId)?.channels.has(channelId)) {
      await this.channels.requireMember(principal, channelId);
    }
    const typing = { channelId, userId: principal.userId, expiresInMs: EXPIRES_IN_MS };
    socket.volatile.to(channelRoom(channelId)).emit('typing', typing);
    return null;
  }
}
