import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AppConfig } from '../core/config/app-config.js';
import { NotRateLimited } from '../core/security/rate-limit.guard.js';
import { Public } from '../core/security/security.decorators.js';
import { asyncApiDocument } from './asyncapi.js';
import { homePage } from './home-page.js';

@ApiExcludeController()
@Public()
@NotRateLimited()
@Controller()
export class DocsController {
  private events: ReturnType<typeof asyncApiDocument> | undefined;

  constructor(private readonly config: AppConfig) {}

  /** Browsers that open `/` get the web client. */
  @Get(['', 'about'])
  @Header('Content-Type', 'text/html; charset=utf-8')
  home(): string {
    return homePage({ devMail: this.config.mail.caught });
  }

  @Get('docs/async')
  asyncApi(): unknown {
    return (this.events ??= asyncApiDocument());
  }
}
