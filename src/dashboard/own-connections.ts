import type { InstanceRole } from '../contract/dashboard.js';

/** What is connected to this process. */
export interface Connections {
  sockets: number;
  streams: number;
  /** Those who have one or the other. */
  userIds: Set<string>;
}

/** Which kind of process this is, and who is connected to it. Each of the two provides its own. */
export abstract class OwnConnections {
  abstract readonly role: InstanceRole;
  abstract read(): Connections;
}

/** Nobody connects to a worker. */
export class WorkerConnections extends OwnConnections {
  readonly role = 'worker';

  read(): Connections {
    return { sockets: 0, streams: 0, userIds: new Set() };
  }
}
