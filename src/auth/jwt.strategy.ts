import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { AppConfig } from '../core/config/app-config.js';
import { newId } from '../core/ids.js';
import type { Principal } from '../core/security/principal.js';
import { SessionsService } from './sessions.service.js';
import { ACCESS_AUDIENCE, type Claims } from './tokens.service.js';

/** The bearer of a REST request: a good access token of a session that has not ended, with the role of now. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    config: AppConfig,
    private readonly sessions: SessionsService,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: config.auth.secret,
      audience: ACCESS_AUDIENCE,
      algorithms: ['HS256'],
      passReqToCallback: true,
    });
    // Passport keeps one register for the whole process: under a name of its own each application finds its own sessions.
    this.name = `jwt-${newId()}`;
    passport.use(this);
  }

  async validate(request: Request, { sid, exp }: Pick<Claims<'access'>, 'sid' | 'exp'>): Promise<Principal> {
    const principal = await this.sessions.getPrincipal(sid);
    request.tokenEndsAt = exp * 1000;
    return principal;
  }
}
