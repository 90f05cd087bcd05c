import { Injectable } from '@nestjs/common';
import { SessionsService } from '../auth/sessions.service.js';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { forbidden } from '../core/errors/domain-error.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** Requests of a socket about the connection itself. */
@ForGuests()
@Injectable()
export class SessionGateway {
  constructor(private readonly sessions: SessionsService) {}

  /** A new access token of the same session keeps the socket beyond the old one's end. */
  @OnRequest('auth:refresh')
  async refresh(socket: ClientSocket, { token }: RequestInput<'auth:refresh'>): Promise<RequestOutput<'auth:refresh'>> {
    const { principal, expiresAt } = this.sessions.authenticate(token);
    if (principal.sessionId !== socket.data.principal.sessionId) {
      throw forbidden('token: belongs to another session than this socket');
    }
    // The user's role may be another one since the token was made.
    socket.data.principal = await this.sessions.getPrincipal(principal.sessionId);
    socket.data.expiresAt = Math.max(socket.data.expiresAt, expiresAt);
    return { expiresAt: new Date(socket.data.expiresAt).toISOString() };
  }

  @OnRequest('echo')
  echo(_socket: ClientSocket, payload: unknown): unknown {
    return payload;
  }
}
