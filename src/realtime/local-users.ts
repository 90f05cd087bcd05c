import { Injectable } from '@nestjs/common';
import type { ServerEventData, ServerEventName } from '../contract/socket-events.js';
import { eventFrame, FrameWriter } from './frame-writer.js';
import type { Arrival, ClientSocket } from './socket.js';

/** A user with sockets on this instance, and the channels that those sockets receive. */
export interface LocalUser {
  id: string;
  /** The `access_version` that `channels` stands for. */
  version: number;
  sockets: Set<ClientSocket>;
  channels: Set<string>;
  /** In which of them the user is or was silenced, and until when, in milliseconds since 1970. */
  silences: ReadonlyMap<string, number>;
  /** The groups that the user is in, in order of id. */
  groupIds: readonly string[];
}

const NONE: ReadonlyMap<string, number> = new Map();

/** Who is connected to this instance. */
@Injectable()
export class LocalUsers {
  private readonly users = new Map<string, LocalUser>();
  private readonly arrivals = new Map<string, Set<Arrival>>();

  constructor(private readonly frames: FrameWriter) {}

  get(userId: string): LocalUser | undefined {
    return this.users.get(userId);
  }

  get size(): number {
    return this.users.size;
  }

  ids(): string[] {
    return [...this.users.keys()];
  }

  *sockets(): Generator<ClientSocket> {
    for (const { sockets } of this.users.values()) yield* sockets;
  }

  add(socket: ClientSocket): LocalUser {
    const { userId } = socket.data.principal;
    let user = this.users.get(userId);
    if (!user) {
      const none = { version: -1, channels: new Set<string>(), silences: NONE, groupIds: [] };
      user = { id: userId, sockets: new Set(), ...none };
      this.users.set(userId, user);
    }
    user.sockets.add(socket);
    return user;
  }

  remove(socket: ClientSocket): void {
    const user = this.users.get(socket.data.principal.userId);
    if (user?.sockets.delete(socket) && user.sockets.size === 0) this.users.delete(user.id);
  }

  /** Before it is looked up what a connection begins with: notes until `settle` whether its user is told anything. */
  expect(userId: string): Arrival {
    const arrival = { userId, isOutdated: false };
    const expected = this.arrivals.get(userId) ?? new Set();
    this.arrivals.set(userId, expected.add(arrival));
    return arrival;
  }

  /** The connection is there, or will not be. */
  settle(arrival: Arrival): void {
    const expected = this.arrivals.get(arrival.userId);
    if (expected?.delete(arrival) && expected.size === 0) this.arrivals.delete(arrival.userId);
  }

  /** To every socket that the user has here. */
  emit<E extends ServerEventName>(userId: string, event: E, data: ServerEventData<E>): void {
    for (const arrival of this.arrivals.get(userId) ?? []) arrival.isOutdated = true;
    const user = this.users.get(userId);
    if (!user) return;
    const frame = eventFrame(event, data);
    for (const socket of user.sockets) this.frames.write(socket, frame);
  }

  /** The number of sockets of each user here, for the count over all instances. */
  counts(): Map<string, number> {
    return new Map([...this.users.values()].map(({ id, sockets }) => [id, sockets.size]));
  }
}
