import { Injectable } from '@nestjs/common';
import { MembersService } from '../channels/members.service.js';
import { ChannelModeration } from '../channels/channel-moderation.service.js';
import { MemberSilence } from '../channels/member-silence.service.js';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Who is in a channel, as what, and who is kept out or silent, by the services that REST uses too. */
@Injectable()
export class MembersGateway {
  constructor(
    private readonly members: MembersService,
    private readonly moderation: ChannelModeration,
    private readonly silence: MemberSilence,
  ) {}

  @OnRequest('channel:join')
  join({ data }: ClientSocket, { channelId }: RequestInput<'channel:join'>): Promise<RequestOutput<'channel:join'>> {
    return this.members.join(data.principal, channelId);
  }

  @ForGuests()
  @OnRequest('channel:leave')
  async leave(
    { data }: ClientSocket,
    { channelId }: RequestInput<'channel:leave'>,
  ): Promise<RequestOutput<'channel:leave'>> {
    await this.members.leave(data.principal, channelId);
    return null;
  }

  @ForGuests()
  @OnRequest('channel:notifications')
  setNotifications(
    { data }: ClientSocket,
    { channelId, ...chosen }: RequestInput<'channel:notifications'>,
  ): Promise<RequestOutput<'channel:notifications'>> {
    return this.members.setNotifications(data.principal, channelId, chosen);
  }

  @OnRequest('member:set')
  set(
    { data }: ClientSocket,
    { channelId, userId, ...chosen }: RequestInput<'member:set'>,
  ): Promise<RequestOutput<'member:set'>> {
    return this.members.set(data.principal, channelId, userId, chosen);
  }

  @OnRequest('member:remove')
  async remove(
    { data }: ClientSocket,
    { channelId, userId }: RequestInput<'member:remove'>,
  ): Promise<RequestOutput<'member:remove'>> {
    await this.moderation.kick(data.principal, channelId, userId);
    return null;
  }

  @OnRequest('member:ban')
  ban(
    { data }: ClientSocket,
    { channelId, userId, ...ban }: RequestInput<'member:ban'>,
  ): Promise<RequestOutput<'member:ban'>> {
    return this.moderation.ban(data.principal, channelId, userId, ban);
  }

  @OnRequest('member:unban')
  async unban(
    { data }: ClientSocket,
    { channelId, userId }: RequestInput<'member:unban'>,
  ): Promise<RequestOutput<'member:unban'>> {
    await this.moderation.unban(data.principal, channelId, userId);
    return null;
  }

  @OnRequest('member:mute')
  mute(
    { data }: ClientSocket,
    { channelId, userId, ...mute }: RequestInput<'member:mute'>,
  ): Promise<RequestOutput<'member:mute'>> {
    return this.silence.mute(data.principal, channelId, userId, mute);
  }

  @OnRequest('member:unmute')
  async unmute(
    { data }: ClientSocket,
    { channelId, userId }: RequestInput<'member:unmute'>,
  ): Promise<RequestOutput<'member:unmute'>> {
    await this.silence.unmute(data.principal, channelId, userId);
    return null;
  }
}
