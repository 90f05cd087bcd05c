import { Injectable } from '@nestjs/common';
import { SocketRegistry, StreamRegistry } from '../presence/connection-registry.service.js';
import { type Connections, OwnConnections } from './own-connections.js';

/** Sockets and streams of this web instance, as the registries count them. */
@Injectable()
export class WebConnections extends OwnConnections {
  readonly role = 'web';

  constructor(
    private readonly sockets: SocketRegistry,
    private readonly streams: StreamRegistry,
  ) {
    super();
  }

  read(): Connections {
    const userIds = new Set<string>();
    const count = (counts: Map<string, number>): number => {
      let all = 0;
      for (const [userId, mine] of counts) {
        userIds.add(userId);
        all += mine;
      }
      return all;
    };
    return { sockets: count(this.sockets.here()), streams: count(this.streams.here()), userIds };
  }
}
