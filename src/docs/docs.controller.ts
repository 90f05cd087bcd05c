import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { NotRateLimited } from '../core/security/rate-limit.guard.js';
import { Public } from '../core/security/security.decorators.js';
import { asyncApiDocument } from './asyncapi.js';
import { homePage } from './home-page.js';

@ApiExcludeController()
@Public()
@NotRateLimited()
@Controller()
export class DocsController {
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  home(): string {
    return homePage;
  }

  @Get('docs/async')
  asyncApi(): unknown {
    return asyncApiDocument();
  }
}
