import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * - `pass`: as if it were not there.
 * - `cut`: every connection is reset, new ones as soon as they are made.
 * - `blackhole`: the network drops packets: nothing is refused, nothing gets through, nobody is told.
 * - `swallow`: what the client says arrives, what the server answers does not.
 */
export type ProxyMode = 'pass' | 'cut' | 'blackhole' | 'swallow';

export interface ConnectionStats {
  id: number;
  /** Bytes passed on to the server, bytes passed back, and bytes of answers dropped. */
  up: number;
  down: number;
  swallowed: number;
  closed: boolean;
}

interface Link {
  client: Socket;
  server: Socket | null;
  stats: ConnectionStats;
}

/** A TCP proxy on loopback that a test can break in the ways in which networks break. */
export class BreakableProxy {
  readonly stats: ConnectionStats[] = [];
  private readonly links = new Set<Link>();
  private mode: ProxyMode = 'pass';

  private constructor(
    private readonly listener: Server,
    private readonly target: { host: string; port: number },
    readonly port: number,
  ) {
    listener.on('connection', (client) => this.accept(client));
  }

  static async before(target: { host: string; port: number }): Promise<BreakableProxy> {
    const listener = createServer({ pauseOnConnect: true, allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('a proxy without a port');
    return new BreakableProxy(listener, target, address.port);
  }

  get swallowedBytes(): number {
    return this.stats.reduce((sum, { swallowed }) => sum + swallowed, 0);
  }

  cut(): void {
    this.mode = 'cut';
    for (const link of this.links) reset(link);
  }

  blackhole(): void {
    this.mode = 'blackhole';
    for (const { client, server } of this.links) {
      client.pause();
      server?.pause();
    }
  }

  swallowAnswers(): void {
    this.mode = 'swallow';
    for (const link of this.links) this.resume(link);
  }

  /**
   * Ends the fault. What a blackhole held back goes on as after retransmission; a connection that lost answers for good
   * cannot be mended and is reset.
   */
  restore(): void {
    this.mode = 'pass';
    for (const link of this.links) {
      if (link.stats.swallowed > 0) reset(link);
      else this.resume(link);
    }
  }

  async close(): Promise<void> {
    const closed = once(this.listener, 'close');
    this.listener.close();
    for (const link of this.links) reset(link);
    await closed;
  }

  private accept(client: Socket): void {
    const stats: ConnectionStats = { id: this.stats.length + 1, up: 0, down: 0, swallowed: 0, closed: false };
    this.stats.push(stats);
    const link: Link = { client, server: null, stats };
    this.links.add(link);
    client.setNoDelay(true);
    client.on('error', () => undefined);
    client.on('close', () => this.end(link));
    if (this.mode === 'cut') client.resetAndDestroy();
    else if (this.mode !== 'blackhole') this.resume(link);
  }

  private resume(link: Link): void {
    link.server ??= this.dial(link);
    link.server.resume();
    link.client.resume();
  }

  private dial(link: Link): Socket {
    const { client, stats } = link;
    const server = connect({ ...this.target, allowHalfOpen: true, noDelay: true });
    client.on('data', (chunk: Buffer) => {
      stats.up += chunk.length;
      if (!server.write(chunk)) client.pause();
    });
    server.on('drain', () => this.mode === 'blackhole' || client.resume());
    client.on('end', () => server.end());
    server.on('data', (chunk: Buffer) => {
      if (this.mode === 'swallow') {
        stats.swallowed += chunk.length;
        return;
      }
      stats.down += chunk.length;
      if (!client.write(chunk)) server.pause();
    });
    client.on('drain', () => this.mode === 'blackhole' || server.resume());
    server.on('end', () => this.mode === 'swallow' || client.end());
    server.on('error', () => client.resetAndDestroy());
    server.on('close', () => this.mode === 'swallow' || client.destroy());
    return server;
  }

  private end(link: Link): void {
    link.stats.closed = true;
    this.links.delete(link);
    link.server?.destroy();
  }
}

function reset({ client, server }: Link): void {
  client.resetAndDestroy();
  server?.resetAndDestroy();
}
