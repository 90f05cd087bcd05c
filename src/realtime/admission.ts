import { Injectable } from '@nestjs/common';
import { SessionsService } from '../auth/sessions.service.js';
import { SocketRegistry } from '../presence/connection-registry.service.js';
import { rateLimited, unauthenticated, unavailable } from '../core/errors/domain-error.js';
import { toDomainError } from '../core/errors/error-body.js';
import { Lifecycle } from '../core/observability/lifecycle.js';
import { AccessLoader } from './access-loader.js';
import { ConnectionMetrics } from './connection.metrics.js';
import { LocalUsers } from './local-users.js';
import type { ClientServer, ClientSocket, SocketState } from './socket.js';

/** A user at the limit of sockets may try again when one of them has closed. */
const RETRY_AFTER_MS = 5000;

/** Decides about a connection before it exists: who it is, and whether they may have one more. */
@Injectable()
export class Admission {
  constructor(
    private readonly sessions: SessionsService,
    private readonly loader: AccessLoader,
    private readonly registry: SocketRegistry,
    private readonly lifecycle: Lifecycle,
    private readonly metrics: ConnectionMetrics,
    private readonly users: LocalUsers,
  ) {
    registry.attach(() => users.counts());
  }

  attach(server: ClientServer): void {
    this.metrics.watch(server);
  }

  /** Sets the socket's state, or throws what the client's `connect_error` will say. */
  async admit(socket: ClientSocket): Promise<void> {
    try {
      await this.decide(socket);
      this.metrics.opened.add();
    } catch (thrown) {
      const refusal = toDomainError(thrown);
      this.metrics.refused(refusal.code);
      throw refusal;
    }
  }

  dismiss({ data }: ClientSocket, reason: string): void {
    this.registry.release(data.principal.userId);
    this.metrics.ended(reason);
  }

  private async decide(socket: ClientSocket): Promise<void> {
    if (this.lifecycle.stopping) throw unavailable();
    const { token } = socket.handshake.auth;
    if (typeof token !== 'string') throw unauthenticated('auth.token: an access token is required');
    const { principal: claimed, expiresAt } = this.sessions.authenticate(token);
    const arrival = this.users.expect(claimed.userId);
    try {
      const { access, principal } = await this.loader.loadOne(claimed);
      if (!(await this.registry.reserve(principal.userId))) throw rateLimited(RETRY_AFTER_MS);
      // A client that went away meanwhile never becomes a connection, and so never ends as one.
      if (socket.conn.readyState !== 'open') {
        this.registry.release(principal.userId);
        throw unauthenticated('The connection has closed');
      }
      socket.data = stateOf(principal, expiresAt, { access, arrival });
    } catch (thrown) {
      this.users.settle(arrival);
      throw thrown;
    }
  }
}

const stateOf = (principal: SocketState['principal'], expiresAt: number, found: SocketState['found']): SocketState => ({
  principal,
  expiresAt,
  found,
  places: null,
  opened: null,
  openThreads: null,
  refused: 0,
  requests: 0,
  windowAt: 0,
  stalledAt: null,
  typed: null,
  reportsAfter: 0,
});
