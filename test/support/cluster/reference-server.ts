import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import { type Delivery, type FaultName, SendDesk } from './reference-desk.js';
import { ReferenceStore } from './reference-store.js';

const SendPayload = z.object({ channelId: z.string(), clientId: z.string(), body: z.string() });
const SyncPayload = z.object({ cursors: z.record(z.string(), z.int()) });
const REPAIR_EVERY_MS = 100;
const SYNC_PAGE = 20;

type Reply = (answer: unknown) => void;

/**
 * The smallest server that keeps the protocol, on real sockets, as two instances over one store; and with a fault named,
 * one that breaks it in that one way. It exists to try the checker, and the clients while there is nothing else to try.
 */
export class ReferenceServer {
  readonly store = new ReferenceStore();
  private readonly desk: SendDesk;
  private readonly instances: { http: HttpServer; io: Server }[] = [];
  private readonly missed = new Set<{ io: Server; delivery: Delivery }>();
  private readonly repair = setInterval(() => this.repairMissed(), REPAIR_EVERY_MS);

  constructor(private readonly fault: FaultName | null = null) {
    this.desk = new SendDesk(this.store, fault, (delivery) => this.publish(delivery));
  }

  async start(instances: number): Promise<string[]> {
    return Promise.all(Array.from({ length: instances }, () => this.listen()));
  }

  async stop(): Promise<void> {
    clearInterval(this.repair);
    await Promise.all(this.instances.map(({ io }) => io.close()));
  }

  private async listen(): Promise<string> {
    const http = createServer((request, response) => void this.onRequest(request, response));
    const io = new Server(http);
    io.on('connection', (socket) => this.onConnection(socket));
    this.instances.push({ http, io });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const address = http.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  private onConnection(socket: Socket): void {
    const { token: userId } = z.object({ token: z.string() }).parse(socket.handshake.auth);
    const channels = this.store.channelsOf(userId);
    void socket.join([`user:${userId}`, ...channels.map(({ channelId }) => `channel:${channelId}`)]);
    socket.emit('ready', { channels });
    socket.on('message:send', (payload: unknown, reply: Reply) => {
      const { channelId, clientId, body } = SendPayload.parse(payload);
      this.desk.send(userId, channelId, clientId, body, reply);
    });
    socket.on('channel:sync', (payload: unknown, reply: Reply) => {
      const { cursors } = SyncPayload.parse(payload);
      const answers = Object.entries(cursors).map(([channelId, since]) => this.syncOne(userId, channelId, since));
      reply({ ok: true, data: { channels: answers } });
    });
  }

  private syncOne(userId: string, channelId: string, since: number): unknown {
    if (!this.store.isMember(channelId, userId) && this.fault !== 'leaks') {
      return { channelId, error: { code: 'not_found', message: 'no such channel' } };
    }
    const page = this.store.since(channelId, since, SYNC_PAGE);
    return { ...page, changes: page.changes.filter(({ message }) => !this.desk.isHidden(message)), reset: false };
  }

  /** One frame in ten misses an instance and comes with the repair, so that clients have gaps to mend. */
  private publish(delivery: Delivery): void {
    for (const [index, { io }] of this.instances.entries()) {
      if (Math.random() < 0.1) this.missed.add({ io, delivery });
      else this.emit(io, delivery.forInstance?.(index) ?? delivery);
    }
  }

  private repairMissed(): void {
    for (const entry of this.missed) this.emit(entry.io, entry.delivery);
    this.missed.clear();
  }

  private emit(io: Server, { frame }: Delivery): void {
    if (this.fault === 'leaks') io.emit('channel:changes', frame);
    else io.to(`channel:${frame.channelId}`).emit('channel:changes', frame);
  }

  private async onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const userId = (request.headers.authorization ?? '').replace('Bearer ', '');
    const [, , , , channelId = '', what, member = ''] = url.pathname.split('/');
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.method === 'DELETE' && what === 'members') {
      this.removeMember(channelId, member);
      return void response.writeHead(204).end();
    }
    if (request.method === 'GET') {
      const items = this.store.page(channelId, Number(url.searchParams.get('after')), 100);
      return answer(200, { items: this.fault === 'pagesBackwards' ? items.toReversed() : items, nextCursor: null });
    }
    const { clientId, body } = SendPayload.omit({ channelId: true }).parse(await json(request));
    this.desk.send(userId, channelId, clientId, body, (ack) => {
      if (ack.ok) answer(ack.data.duplicate ? 200 : 201, ack.data);
      else answer(400, ack.error);
    });
  }

  private removeMember(channelId: string, userId: string): void {
    this.store.removeMember(channelId, userId);
    if (this.fault === 'forgetsRemovals') return;
    for (const { io } of this.instances) io.in(`user:${userId}`).socketsLeave(`channel:${channelId}`);
  }
}
