import type { IncomingMessage } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import type { Server, ServerOptions } from 'socket.io';
import { type ServerOptions as WsOptions, WebSocketServer } from 'ws';
import { AppConfig } from '../core/config/app-config.js';
import { RedisKeys } from '../core/redis/redis-keys.js';
import { MainRedis, SubscriberRedis } from '../core/redis/redis-roles.js';
import { OriginPolicy } from '../core/security/origin-policy.js';
import { FrameWriter } from './frame-writer.js';
import { isUpgrade, readQuery, spareUpgrades } from './socket-internals.js';

/** A peer that does not answer a close frame holds its connection no longer than this; ws's own default is 30 s. */
const CLOSE_TIMEOUT_MS = 2000;
const MAX_FRAGMENTS = 1024;
/** Below this, deflating costs more than it saves. */
const COMPRESSION_THRESHOLD_BYTES = 1024;

class BoundedWebSocketServer extends WebSocketServer {
  constructor(options: WsOptions) {
    super({ ...options, closeTimeout: CLOSE_TIMEOUT_MS, maxFragments: MAX_FRAGMENTS } as WsOptions);
  }
}

/** A publication that Redis does not take is an ephemeral event lost, and no reason to end the process. */
class LossyRedis extends Redis {
  override publish(...args: Parameters<Redis['publish']>): Promise<number> {
    return super.publish(...args).catch(() => 0);
  }
}

/** The Socket.IO server of a web instance: limits, origins, and rooms that span instances. */
export class SocketIoAdapter extends IoAdapter {
  private readonly config: AppConfig;
  private readonly connections: Redis[] = [];

  constructor(private readonly app: INestApplication) {
    super(app);
    this.config = app.get(AppConfig);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { sockets, limits } = this.config;
    const origins = this.app.get(OriginPolicy);
    const server: Server = super.createIOServer(port, {
      ...options,
      serveClient: false,
      transports: ['websocket', 'polling'],
      pingInterval: sockets.pingIntervalMs,
      pingTimeout: sockets.pingTimeoutMs,
      maxHttpBufferSize: limits.frameBytes,
      perMessageDeflate: sockets.compression === 'off' ? false : { threshold: COMPRESSION_THRESHOLD_BYTES },
      wsEngine: BoundedWebSocketServer,
      connectTimeout: 10_000,
      cors: { origin: true, credentials: false },
      allowRequest: ({ headers }: IncomingMessage, answer: (error: string | null, allowed: boolean) => void) => {
        const allowed = origins.allows(headers.origin, headers.host);
        answer(allowed ? null : 'The origin is not allowed', allowed);
      },
    } as Partial<ServerOptions> as ServerOptions);
    server.adapter(this.redisAdapter());
    const frames = this.app.get(FrameWriter);
    this.httpServer.prependListener('upgrade', readQuery);
    // The answer to an upgrade and Engine.IO's first packet leave together; a refusal leaves at once.
    server.engine.on('headers', (_headers: unknown, request: IncomingMessage) => {
      if (isUpgrade(request)) frames.hold(request.socket);
    });
    spareUpgrades(server.engine);
    return server;
  }

  /** The router takes requests: no listener for each event of each socket, nor what Nest keeps to remove them. */
  override bindMessageHandlers(): void {}

  /** ConnectionGateway listens with one function for all sockets. */
  override bindClientDisconnect(): void {}

  override async dispose(): Promise<void> {
    await super.dispose();
    for (const connection of this.connections) connection.disconnect();
  }

  private redisAdapter(): ReturnType<typeof createAdapter> {
    const { options } = this.app.get(MainRedis);
    const publisher = new LossyRedis(options);
    publisher.on('error', () => undefined);
    const subscriber = new SubscriberRedis(options);
    this.connections.push(publisher, subscriber);
    return createAdapter(publisher, subscriber, { key: this.app.get(RedisKeys).socketIo });
  }
}
