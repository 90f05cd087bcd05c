import type { Http } from './http.js';
import type { Link, LinkHandler, TransportName } from './link.js';
import type { Session } from './session.js';
import { SocketLink } from './socket-link.js';
import { StreamLink } from './stream-link.js';

export interface LinkParts {
  http: Http;
  session: Session;
  connectWithinMs: number;
  pollMs: number;
}

/** A way to an instance by a transport. */
export function openLink(parts: LinkParts, transport: TransportName, url: string, handler: LinkHandler): Link {
  const { http, session, connectWithinMs, pollMs } = parts;
  if (transport === 'sse') return new StreamLink({ http, session, url, pollMs, handler });
  return new SocketLink({ url, transport, token: () => session.token(), connectWithinMs, handler });
}
