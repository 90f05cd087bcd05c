import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { RequestInput } from '../contract/socket-events.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { ChannelRooms } from './channel-rooms.js';
import { LocalUsers } from './local-users.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';
import { typingStarted } from './typing.topic.js';

/** Protocol.md 5: a sign of typing holds this long. */
const EXPIRES_IN_MS = 6000;
/** A socket's signs for one channel are passed on this often at most. */
const EVERY_MS = 1000;
/** Of more channels at a time none are passed on. */
const MAX_CHANNELS = 20;

/** Who is typing: told to the others' sockets of the channel on all instances, and may be lost. */
@ForGuests()
@Injectable()
export class TypingGateway {
  constructor(
    private readonly local: LocalUsers,
    private readonly channels: ChannelsService,
    private readonly bus: Bus,
    rooms: ChannelRooms,
  ) {
    bus.on(typingStarted, ({ channelId, userId }) => {
      rooms.tellTyping(channelId, { channelId, userId, expiresInMs: EXPIRES_IN_MS });
    });
  }

  @OnRequest('typing:start')
  async start({ data }: ClientSocket, { channelId }: RequestInput<'typing:start'>): Promise<null> {
    const { principal } = data;
    if (!this.local.get(principal.userId)?.channels.has(channelId)) {
      await this.channels.requireParticipant(principal, channelId);
    }
    const typed = (data.typed ??= new Map());
    const now = performance.now();
    for (const [id, at] of typed) if (now - at >= EVERY_MS) typed.delete(id);
    if (typed.has(channelId) || typed.size >= MAX_CHANNELS) return null;
    typed.set(channelId, now);
    void this.bus.publish(typingStarted, { channelId, userId: principal.userId });
    return null;
  }
}
