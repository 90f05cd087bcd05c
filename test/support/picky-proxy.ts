import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';

/** An HTTP proxy on loopback that lets through what it is told to, as those of companies do. */
export class PickyProxy {
  websockets = true;
  polling = true;
  /** Whether anything gets through at all. */
  open = true;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly listener: Server,
    private readonly target: URL,
    readonly url: string,
  ) {
    // As long as the server says that it keeps a connection.
    listener.keepAliveTimeout = 75_000;
    listener.on('connection', (socket) => {
      if (!this.open) return socket.destroy();
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    });
    listener.on('request', (incoming, answer) => this.pass(incoming, answer));
    listener.on('upgrade', (incoming, socket, head) => this.upgrade(incoming, socket as Socket, head));
  }

  static async before(url: string): Promise<PickyProxy> {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    if (address === null || typeof address === 'string') throw new Error('a proxy without a port');
    return new PickyProxy(listener, new URL(url), `http://127.0.0.1:${address.port}`);
  }

  /** Ends what is open; what comes is judged anew. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.listener.close();
    this.cut();
  }

  private pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const { method, url = '/', headers } = incoming;
    if (!this.polling && url.startsWith('/socket.io')) {
      answer.writeHead(403).end('not here');
      return;
    }
    const { hostname: host, port } = this.target;
    const onward = request({ host, port, method, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }

  private upgrade({ method, url, rawHeaders }: IncomingMessage, socket: Socket, head: Buffer): void {
    if (!this.websockets) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    const onward = connect(Number(this.target.port), this.target.hostname);
    const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1] ?? ''}`] : []));
    onward.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
    }
  }
}
