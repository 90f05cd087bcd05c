import { JwtService } from '@nestjs/jwt';
import { InjectRepository } from '@nestjs/typeorm';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  type OnGatewayConnection,
} from '@nestjs/websockets';
import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import { Repository } from 'typeorm';
import { Membership } from './membership.entity.js';
import { Message } from './message.entity.js';

type ChatSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, { userId: string }>;

interface SendMessage {
  channelId: string;
  body: string;
}

/** Chat as the tutorials have it: verify, join, and for each message one row and one emit. */
@WebSocketGateway()
export class ChatGateway implements OnGatewayConnection {
  @WebSocketServer()
  private readonly server: Server;

  constructor(
    private readonly jwt: JwtService,
    @InjectRepository(Membership) private readonly memberships: Repository<Membership>,
    @InjectRepository(Message) private readonly messages: Repository<Message>,
  ) {}

  async handleConnection(client: ChatSocket): Promise<void> {
    try {
      const { sub } = await this.jwt.verifyAsync<{ sub: string }>(client.handshake.auth['token']);
      client.data.userId = sub;
      const memberships = await this.memberships.find({ where: { userId: sub } });
      const channelIds = memberships.map((membership) => membership.channelId);
      await client.join(channelIds);
      client.emit('ready', { userId: sub, channelIds });
    } catch {
      client.disconnect(true);
    }
  }

  @SubscribeMessage('message:send')
  async send(@ConnectedSocket() client: ChatSocket, @MessageBody() { channelId, body }: SendMessage) {
    if (!client.rooms.has(channelId)) return { ok: false, error: 'not a member' };
    const message = await this.store({ channelId, authorId: client.data.userId, body });
    this.server.to(channelId).emit('message', message);
    return { ok: true, message };
  }

  private async store(fields: Pick<Message, 'channelId' | 'authorId' | 'body'>): Promise<Message> {
    if (process.env['NAIVE_WRITE'] !== 'insert') return this.messages.save(fields);
    const message = this.messages.create(fields);
    await this.messages.insert(message);
    return message;
  }
}
