import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

const portOf = (url: string) => Number(new URL(url).port);

/** Stands on loopback before several instances, as a balancer does: each connection goes to one that is alive, in turn. */
export class Balancer {
  private readonly links = new Map<Socket, number>();
  private readonly dead = new Set<number>();
  private next = 0;

  private constructor(
    private readonly listener: Server,
    private readonly ports: number[],
    readonly url: string,
  ) {
    listener.on('connection', (client) => this.accept(client));
  }

  static async before(urls: readonly string[]): Promise<Balancer> {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('a balancer without a port');
    return new Balancer(listener, urls.map(portOf), `http://127.0.0.1:${address.port}`);
  }

  /** All connections to an instance are reset, and no more go there: it is as good as killed. */
  lose(instance: number): void {
    this.dead.add(instance);
    for (const [client, target] of this.links) if (target === instance) client.resetAndDestroy();
  }

  isLost(instance: number): boolean {
    return this.dead.has(instance);
  }

  /** One more goes into the turn. */
  add(url: string): void {
    this.ports.push(portOf(url));
  }

  close(): void {
    this.listener.close();
    for (const client of this.links.keys()) client.destroy();
  }

  private accept(client: Socket): void {
    const alive = this.ports.map((_, index) => index).filter((index) => !this.dead.has(index));
    const target = alive[this.next++ % alive.length];
    if (target === undefined) return void client.resetAndDestroy();
    this.links.set(client, target);
    const server = connect({ host: '127.0.0.1', port: this.ports[target] ?? 0, noDelay: true });
    client
      .on('error', () => undefined)
      .on('close', () => {
        this.links.delete(client);
        server.destroy();
      });
    server.on('error', () => undefined).on('close', () => client.destroy());
    client.pipe(server);
    server.pipe(client);
  }
}
