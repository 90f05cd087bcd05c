import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { nextEvent } from './event.js';

// The bare limit: `node:http` alone, no authentication, no storage. An event is encoded once and written to everybody.

const HEAD = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' };
const subscribers = new Set<ServerResponse>();
let published = 0;

function subscribe(response: ServerResponse): void {
  response.writeHead(200, HEAD).write(': hello\n\n');
  subscribers.add(response);
  response.on('close', () => subscribers.delete(response));
}

async function publish(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { clientId, body } = (await json(request)) as { clientId: string; body: string };
  const rev = ++published;
  const event = nextEvent(rev, clientId, body);
  const bytes = Buffer.from(`id: ${rev}\nevent: channel:changes\ndata: ${JSON.stringify(event)}\n\n`);
  for (const subscriber of subscribers) subscriber.write(bytes);
  response.writeHead(201).end();
}

const server = createServer((request, response) => {
  if (request.method === 'POST') void publish(request, response);
  else subscribe(response);
});
server.listen({ port: Number(process.env['PORT']), host: '127.0.0.1', backlog: 4096 });
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
