import { Controller, Get, Header, Param, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { type CaughtMail, CaughtMailsService } from '../core/mail/caught-mails.service.js';
import { NotRateLimited } from '../core/security/rate-limit.guard.js';
import { Public } from '../core/security/security.decorators.js';
import { DevMailGuard } from './dev-mail.guard.js';
import { listPage, mailPage, previewOf } from './dev-mail.pages.js';

const NO_STORE = 'no-store';
const HTML = 'text/html; charset=utf-8';
/** A mail's HTML is shown as a mail reader would: no scripts, nothing fetched, no forms, an origin of its own. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; " +
  'sandbox allow-popups allow-popups-to-escape-sandbox';

/** The mails that a server without `SMTP_URL` made, for whoever develops on it. */
@ApiExcludeController()
@Public()
@NotRateLimited()
@UseGuards(DevMailGuard)
@Controller('dev')
export class DevMailController {
  constructor(private readonly caught: CaughtMailsService) {}

  @Header('Cache-Control', NO_STORE)
  @Get('mail')
  @Header('Content-Type', HTML)
  async list(): Promise<string> {
    return listPage(await this.caught.list());
  }

  @Header('Cache-Control', NO_STORE)
  @Get('mail.json')
  all(): Promise<CaughtMail[]> {
    return this.caught.list();
  }

  @Header('Cache-Control', NO_STORE)
  @Get('mail/:id')
  @Header('Content-Type', HTML)
  async mail(@Param('id', { schema: Id }) id: string): Promise<string> {
    return mailPage(await this.caught.get(id));
  }

  @Header('Cache-Control', NO_STORE)
  @Get('mail/:id/html')
  @Header('Content-Type', HTML)
  @Header('Content-Security-Policy', MAIL_POLICY)
  async html(@Param('id', { schema: Id }) id: string): Promise<string> {
    return previewOf(await this.caught.get(id));
  }
}
