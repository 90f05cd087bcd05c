import { WebSocket } from 'ws';
import type { Server } from './app.js';
import { until } from './cluster/until.js';

const PATIENCE_MS = 30_000;

export interface RawOptions {
  instance?: number;
  headers?: Record<string, string>;
  perMessageDeflate?: boolean;
  /** Part of the URL's query, in place of `EIO=4&transport=websocket`. */
  query?: string;
}

/** A WebSocket that speaks Engine.IO and Socket.IO by hand, packet by packet. */
export class RawSocket {
  /** Packets as they came: text, or bytes. */
  readonly packets: (string | Buffer)[] = [];
  /** The close code, once the connection has ended. */
  closed: number | null = null;
  /** The status of a refused handshake. */
  refused: number | null = null;

  private constructor(readonly ws: WebSocket) {
    ws.on('message', (data: Buffer, binary: boolean) => {
      const packet = binary ? data : data.toString('utf8');
      if (packet === '2') ws.send('3');
      else this.packets.push(packet);
    });
    ws.on('close', (code) => (this.closed = code));
    ws.on('error', () => undefined);
    ws.on('unexpected-response', (_request, response) => {
      this.refused = response.statusCode ?? 0;
      ws.terminate();
    });
  }

  static open(server: Server, { instance = 0, headers, perMessageDeflate = false, query }: RawOptions = {}): RawSocket {
    const url = server.urlOf(instance).replace('http', 'ws');
    const socket = new RawSocket(
      new WebSocket(`${url}/socket.io/?${query ?? 'EIO=4&transport=websocket'}`, {
        perMessageDeflate,
        ...(headers && { headers }),
      }),
    );
    server.cleanups.push(() => socket.ws.terminate());
    return socket;
  }

  /** Connected to the default namespace and told `ready`. */
  static async join(server: Server, token: string, options?: RawOptions): Promise<RawSocket> {
    const socket = RawSocket.open(server, options);
    await socket.packet(/^0\{/);
    socket.send(`40${JSON.stringify({ token })}`);
    await socket.packet(/^42\["ready"/);
    return socket;
  }

  send(packet: string | Buffer): void {
    this.ws.send(packet);
  }

  /** Waits for a text packet that fits. */
  async packet(fits: RegExp): Promise<string> {
    const find = () => this.packets.find((packet): packet is string => typeof packet === 'string' && fits.test(packet));
    await until(
      () => `a packet ${String(fits)}; came: ${this.packets.map(String).join(' ').slice(0, 500)}; ${this.closed}`,
      () => find() !== undefined || this.closed !== null,
      PATIENCE_MS,
    );
    const packet = find();
    if (packet === undefined) throw new Error(`closed with ${this.closed} before ${String(fits)}`);
    return packet;
  }

  async end(withinMs = PATIENCE_MS): Promise<number> {
    await until('the end of the connection', () => this.closed !== null, withinMs);
    return this.closed ?? 0;
  }

  /** Whether the connection still answers. */
  async alive(): Promise<boolean> {
    const id = Math.floor(Math.random() * 1e9);
    this.send(`42${id}["echo","alive"]`);
    return (await this.packet(new RegExp(`^43${id}\\[`))).includes('alive');
  }
}
