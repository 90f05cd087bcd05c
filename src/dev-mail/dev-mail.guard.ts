import { type CanActivate, Injectable } from '@nestjs/common';
import { AppConfig } from '../core/config/app-config.js';
import { notFound } from '../core/errors/domain-error.js';

/** Mails have links that open accounts: they are shown only where none are sent, and never in production. */
@Injectable()
export class DevMailGuard implements CanActivate {
  constructor(private readonly config: AppConfig) {}

  canActivate(): boolean {
    if (!this.config.mail.caught) throw notFound('Page');
    return true;
  }
}
