import { randomUUID } from 'node:crypto';
import { WebSocketServer, type WebSocket } from 'ws';

// The bare limit: `ws` alone, no authentication, no storage. It knows `join <channel>…` and `send <channel> <body>`.

const rooms = new Map<string, Set<WebSocket>>();

function join(socket: WebSocket, channelIds: string[]): void {
  for (const channelId of channelIds) {
    const room = rooms.get(channelId) ?? new Set();
    rooms.set(channelId, room.add(socket));
  }
  socket.on('close', () => {
    for (const channelId of channelIds) rooms.get(channelId)?.delete(socket);
  });
  socket.send('joined');
}

function broadcast(channelId: string, body: string): void {
  const message = { id: randomUUID(), channelId, authorId: channelId, body, createdAt: new Date() };
  // Encoded once for everybody: a string would be turned into bytes again for each socket.
  const data = Buffer.from(JSON.stringify(message));
  for (const socket of rooms.get(channelId) ?? []) socket.send(data, { binary: false });
}

const port = Number(process.env['PORT']);
const server = new WebSocketServer({ host: '127.0.0.1', port, perMessageDeflate: false, backlog: 4096 });

server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const [verb, ...words] = (Buffer.isBuffer(data) ? data.toString() : '').split(' ');
    const [channelId = '', ...body] = words;
    if (verb === 'join') join(socket, words);
    else if (verb === 'send') broadcast(channelId, body.join(' '));
  });
  socket.on('error', () => socket.terminate());
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
