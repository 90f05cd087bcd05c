import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { ServerRole } from '../contract/users.js';
import { AppConfig } from '../core/config/app-config.js';
import { unauthenticated } from '../core/errors/domain-error.js';

/** Tokens of the release before say nothing of it. */
const guest = z.boolean().default(false);

/** What each kind of token says. `aud` keeps one kind from being taken for another. */
const claims = {
  access: z.object({ sub: Id, sid: Id, role: ServerRole, guest, exp: z.int() }),
  refresh: z.object({ sub: Id, sid: Id, gen: z.int() }),
  stream: z.object({ sub: Id, sid: Id, role: ServerRole, guest, exp: z.int() }),
  /** Where it is one for a guest, whose, and into which channels. */
  invite: z.object({ sub: Id, guest: z.object({ email: z.string(), channelIds: z.array(Id) }).optional() }),
  unsubscribe: z.object({ sub: Id, kinds: z.array(z.string()) }),
  admin: z.object({ sub: Id, sid: Id }),
  /** One file, whoever holds the link. */
  download: z.object({ job: Id, attempt: z.int() }),
} as const;
type TokenKind = keyof typeof claims;
export type Claims<K extends TokenKind> = z.output<(typeof claims)[K]>;

export const ACCESS_AUDIENCE = 'access';
export const STREAM_TOKEN_SECONDS = 300;
/** As long as somebody may look at an old mail. */
const UNSUBSCRIBE_TOKEN_SECONDS = 365 * 86_400;
export const DOWNLOAD_TOKEN_SECONDS = 900;
export const INVITE_TOKEN_SECONDS = 7 * 86_400;

/** Signs and checks the server's tokens: JWTs with HS256 and `JWT_SECRET`. */
@Injectable()
export class TokensService {
  constructor(
    private readonly jwt: JwtService,
    private readonly config: AppConfig,
  ) {}

  signAccess(payload: Omit<Claims<'access'>, 'exp'>): string {
    return this.sign('access', payload, this.config.auth.accessTtlSeconds);
  }

  signRefresh(payload: Claims<'refresh'>): string {
    return this.sign('refresh', payload, this.config.auth.sessionTtlSeconds);
  }

  signStream(payload: Omit<Claims<'stream'>, 'exp'>): string {
    return this.sign('stream', payload, STREAM_TOKEN_SECONDS);
  }

  signInvite(payload: Claims<'invite'>): string {
    return this.sign('invite', payload, INVITE_TOKEN_SECONDS);
  }

  signUnsubscribe(payload: Claims<'unsubscribe'>): string {
    return this.sign('unsubscribe', payload, UNSUBSCRIBE_TOKEN_SECONDS);
  }

  signAdmin(payload: Claims<'admin'>, seconds: number): string {
    return this.sign('admin', payload, seconds);
  }

  signDownload(payload: Claims<'download'>): string {
    return this.sign('download', payload, DOWNLOAD_TOKEN_SECONDS);
  }

  /** Throws `unauthenticated` unless the token is of this kind, signed here and not over. */
  verify<K extends TokenKind>(kind: K, token: string): Claims<K> {
    try {
      const payload: unknown = this.jwt.verify(token, { audience: kind, algorithms: ['HS256'] });
      return claims[kind].parse(payload) as Claims<K>;
    } catch {
      throw unauthenticated(`The ${kind} token is not valid or has expired`);
    }
  }

  private sign(kind: TokenKind, payload: object, expiresIn: number): string {
    return this.jwt.sign(payload, { audience: kind, expiresIn });
  }
}
