import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';

/** Which pages' scripts may talk to this server. */
@Injectable()
export class OriginPolicy {
  constructor(private readonly config: AppConfig) {}

  /** `origin` is the request's header; without one the client is no browser, and its token alone decides. */
  allows(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined) return true;
    const { allowed } = this.config.origins;
    if (allowed.has('*') || allowed.has(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }
}
