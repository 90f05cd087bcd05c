import { z } from 'zod';
import { AckError } from '../contract/errors.js';
import { requests, serverEvents } from '../contract/socket-events.js';
import { VERSION } from '../core/config/version.js';
import { type JsonObject, Schemas } from './schemas.js';

const ref = (path: string) => ({ $ref: `#/${path}` });
const key = (event: string) => event.replace(/\W+/g, '_');

/** AsyncAPI 3 of the socket events, made from the schemas that check and type them. */
export function asyncApiDocument(): JsonObject {
  const schemas = new Schemas();
  const messages: JsonObject = {};
  const operations: JsonObject = {};
  const error = schemas.add(z.object({ ok: z.literal(false), error: AckError }), 'output');

  for (const [event, { input, output }] of Object.entries(requests)) {
    const ok = schemas.add(z.object({ ok: z.literal(true), data: output }), 'output');
    messages[key(event)] = { name: event, payload: schemas.add(input, 'input') };
    messages[`${key(event)}_ack`] = { name: `${event} (ack)`, payload: { oneOf: [ok, error] } };
    operations[`request_${key(event)}`] = {
      action: 'receive',
      channel: ref('channels/socket'),
      messages: [ref(`channels/socket/messages/${key(event)}`)],
      reply: {
        channel: ref('channels/socket'),
        messages: [ref(`channels/socket/messages/${key(event)}_ack`)],
      },
    };
  }
  for (const [event, schema] of Object.entries(serverEvents)) {
    const name = `event_${key(event)}`;
    messages[name] = { name: event, payload: schemas.add(schema, 'output') };
    operations[`send_${key(event)}`] = {
      action: 'send',
      channel: ref('channels/socket'),
      messages: [ref(`channels/socket/messages/${name}`)],
    };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Tertulia socket events',
      version: VERSION,
      description:
        'Socket.IO 4 on path /socket.io, namespace /. The handshake carries `auth: { token }` with an access token.',
    },
    defaultContentType: 'application/json',
    channels: {
      socket: {
        address: '/',
        messages: Object.fromEntries(Object.keys(messages).map((name) => [name, ref(`components/messages/${name}`)])),
      },
    },
    operations,
    components: { schemas: schemas.named, messages },
  };
}
