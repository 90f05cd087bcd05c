import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { ChannelSettings } from '../channels/channel-settings.service.js';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Making channels and saying what they are, by the services that REST uses too. */
@Injectable()
export class ChannelsGateway {
  constructor(
    private readonly channels: ChannelsService,
    private readonly settings: ChannelSettings,
  ) {}

  @OnRequest('channel:create')
  create({ data }: ClientSocket, input: RequestInput<'channel:create'>): Promise<RequestOutput<'channel:create'>> {
    return this.channels.create(data.principal, input);
  }

  @ForGuests()
  @OnRequest('channel:direct')
  async direct(
    { data }: ClientSocket,
    input: RequestInput<'channel:direct'>,
  ): Promise<RequestOutput<'channel:direct'>> {
    const { channel } = await this.channels.direct(data.principal, input);
    return channel;
  }

  @OnRequest('channel:update')
  update(
    { data }: ClientSocket,
    { channelId, ...change }: RequestInput<'channel:update'>,
  ): Promise<RequestOutput<'channel:update'>> {
    return this.settings.update(data.principal, channelId, change);
  }

  @OnRequest('channel:archive')
  async archive(
    { data }: ClientSocket,
    { channelId }: RequestInput<'channel:archive'>,
  ): Promise<RequestOutput<'channel:archive'>> {
    await this.settings.archive(data.principal, channelId);
    return null;
  }

  @OnRequest('channel:restore')
  restore(
    { data }: ClientSocket,
    { channelId }: RequestInput<'channel:restore'>,
  ): Promise<RequestOutput<'channel:restore'>> {
    return this.settings.restore(data.principal, channelId);
  }
}
