import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { Id } from '../contract/ids.js';
import { PushKey, PushSubscription, PushSubscriptionList, Subscribe } from '../contract/push.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { PushKeysService } from './push-keys.service.js';
import { PushSubscriptionsService } from './push-subscriptions.service.js';

@ApiTags('push')
@ApiBearerAuth()
@ForGuests()
@Controller('push')
export class PushController {
  constructor(
    private readonly keys: PushKeysService,
    private readonly subscriptions: PushSubscriptionsService,
  ) {}

  @Get('key')
  @ApiOperation({ summary: 'The public key with which a browser subscribes (applicationServerKey)' })
  @ApiOkResponse({ standardSchema: PushKey })
  async key(): Promise<PushKey> {
    const { publicKey } = await this.keys.pair();
    return { publicKey };
  }

  @Post('subscriptions')
  @ApiOperation({ summary: "Be reached by push in this browser; takes its PushSubscription's toJSON()" })
  @ApiOkResponse({ standardSchema: PushSubscription })
  @ApiCreatedResponse({ standardSchema: PushSubscription })
  async subscribe(
    @Caller() caller: Principal,
    @Body({ schema: Subscribe }) input: Subscribe,
    @Headers('user-agent') userAgent: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PushSubscription> {
    const { subscription, created } = await this.subscriptions.subscribe(caller, input, userAgent);
    response.status(created ? 201 : 200);
    return subscription;
  }

  @Get('subscriptions')
  @ApiOperation({ summary: 'The browsers in which the caller can be reached' })
  @ApiOkResponse({ standardSchema: PushSubscriptionList })
  async list(@Caller() caller: Principal): Promise<PushSubscriptionList> {
    return { items: await this.subscriptions.list(caller) };
  }

  @Delete('subscriptions/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Be reached in that browser no longer' })
  @ApiNoContentResponse()
  remove(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.subscriptions.remove(caller, id);
  }
}
