import { Injectable } from '@nestjs/common';
import { ReadMarkers } from '../channels/read-markers.service.js';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { MessageReaders } from '../messages/message-readers.service.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Requests of sockets about how far people have read. */
@ForGuests()
@Injectable()
export class ReadMarkersGateway {
  constructor(
    private readonly markers: ReadMarkers,
    private readonly readers: MessageReaders,
  ) {}

  @OnRequest('channel:read')
  read(
    { data }: ClientSocket,
    { channelId, seq }: RequestInput<'channel:read'>,
  ): Promise<RequestOutput<'channel:read'>> {
    return this.markers.read(data.principal, channelId, seq);
  }

  @OnRequest('channel:unread')
  unread(
    { data }: ClientSocket,
    { channelId, seq }: RequestInput<'channel:unread'>,
  ): Promise<RequestOutput<'channel:unread'>> {
    return this.markers.unread(data.principal, channelId, seq);
  }

  @OnRequest('message:readers')
  readersOf({ data }: ClientSocket, input: RequestInput<'message:readers'>): Promise<RequestOutput<'message:readers'>> {
    return this.readers.list(data.principal, input);
  }

  @OnRequest('channel:read-all')
  readAll({ data }: ClientSocket): Promise<RequestOutput<'channel:read-all'>> {
    return this.markers.readAll(data.principal);
  }
}
