import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { LogService } from '../messages/log.service.js';
import { MessagesService, type Sent } from '../messages/messages.service.js';
import { AccessMirror } from './access-mirror.js';
import { OnRequest } from './on-request.decorator.js';
import { EncodedData } from './request-router.js';
import type { ClientSocket } from './socket.js';

/** A send's ack carries the message as the channel gets it, encoded once for both. */
class SentData extends EncodedData {
  constructor(private readonly sent: Sent) {
    super();
  }

  encode(): string {
    return `{"message":${this.sent.messageJson},"duplicate":${this.sent.duplicate}}`;
  }
}

/** Hands the requests of sockets about channels and messages to the services that REST uses too. */
@ForGuests()
@Injectable()
export class ChatGateway {
  constructor(
    private readonly messages: MessagesService,
    private readonly log: LogService,
    private readonly channels: ChannelsService,
    private readonly mirror: AccessMirror,
  ) {}

  @OnRequest('message:send')
  async send({ data }: ClientSocket, input: RequestInput<'message:send'>): Promise<EncodedData> {
    return new SentData(await this.messages.send(data.principal, input, 'socket'));
  }

  @OnRequest('message:edit')
  edit({ data }: ClientSocket, input: RequestInput<'message:edit'>): Promise<RequestOutput<'message:edit'>> {
    return this.messages.edit(data.principal, input);
  }

  @OnRequest('channel:sync')
  sync({ data }: ClientSocket, input: RequestInput<'channel:sync'>): Promise<RequestOutput<'channel:sync'>> {
    return this.log.sync(data.principal, input);
  }

  @OnRequest('channel:open')
  async open(
    socket: ClientSocket,
    { channelId }: RequestInput<'channel:open'>,
  ): Promise<RequestOutput<'channel:open'>> {
    return { channelId, rev: await this.mirror.open(socket, channelId) };
  }

  @OnRequest('channel:close')
  async close(
    socket: ClientSocket,
    { channelId }: RequestInput<'channel:close'>,
  ): Promise<RequestOutput<'channel:close'>> {
    const { channel } = await this.channels.requireVisible(socket.data.principal, channelId);
    this.mirror.close(socket, channelId);
    return { channelId, rev: channel.rev };
  }
}
