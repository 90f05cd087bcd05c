import { Controller, Get, Header, HttpCode, Post, Query } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Public } from '../core/security/security.decorators.js';
import { unsubscribePage } from './unsubscribe-page.js';
import { UnsubscribeService } from './unsubscribe.service.js';

const UnsubscribeQuery = z.strictObject({ token: z.string().min(1, 'must not be empty').max(2000) });
type UnsubscribeQuery = z.infer<typeof UnsubscribeQuery>;

/** Where the link of an e-mail leads. Programs of mail providers follow links, so looking changes nothing. */
@ApiTags('notifications')
@Public()
@Controller('notifications/unsubscribe')
export class UnsubscribeController {
  constructor(private readonly service: UnsubscribeService) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  // With `no-referrer`, the default elsewhere, a browser would send the form with `Origin: null`.
  @Header('Referrer-Policy', 'same-origin')
  @ApiExcludeEndpoint()
  page(@Query({ schema: UnsubscribeQuery }) { token }: UnsubscribeQuery): string {
    return unsubscribePage(token);
  }

  @Post()
  @HttpCode(204)
  @ApiOperation({
    summary: 'No more e-mails of the kinds that a mail was about; one click (RFC 8058), without a sign-in',
  })
  @ApiNoContentResponse()
  unsubscribe(@Query({ schema: UnsubscribeQuery }) { token }: UnsubscribeQuery): Promise<void> {
    return this.service.unsubscribe(token);
  }
}
