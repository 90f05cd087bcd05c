import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import {
  DeliveryList,
  ExplainQuery,
  Explanation,
  Notification,
  NotificationPage,
  NotificationsQuery,
  Preferences,
  UnreadCount,
  UpdatePreferences,
} from '../contract/notifications.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { InboxService } from './inbox.service.js';
import { LedgerService } from './ledger.service.js';
import { PreferencesService } from './preferences.service.js';

@ApiTags('notifications')
@ApiBearerAuth()
@ForGuests()
@Controller('notifications')
export class NotificationsController {
  constructor(
    private readonly inbox: InboxService,
    private readonly preferences: PreferencesService,
    private readonly ledger: LedgerService,
  ) {}

  @Get()
  @ApiOperation({ summary: "The caller's inbox, newest first, with the count of what is unread" })
  @ApiOkResponse({ standardSchema: NotificationPage })
  list(
    @Caller() caller: Principal,
    @Query({ schema: NotificationsQuery }) query: NotificationsQuery,
  ): Promise<NotificationPage> {
    return this.inbox.list(caller, query);
  }

  @Get('preferences')
  @ApiOperation({ summary: 'How the caller hears of things' })
  @ApiOkResponse({ standardSchema: Preferences })
  getPreferences(@Caller() caller: Principal): Promise<Preferences> {
    return this.preferences.get(caller);
  }

  @Patch('preferences')
  @ApiOperation({ summary: 'Change how the caller hears of things; what is not given stays as it is' })
  @ApiOkResponse({ standardSchema: Preferences })
  updatePreferences(
    @Caller() caller: Principal,
    @Body({ schema: UpdatePreferences }) input: UpdatePreferences,
  ): Promise<Preferences> {
    return this.preferences.update(caller, input);
  }

  @Get('explain')
  @ApiOperation({ summary: 'Why somebody did or did not hear of a message; of others for administrators' })
  @ApiOkResponse({ standardSchema: Explanation })
  explain(@Caller() caller: Principal, @Query({ schema: ExplainQuery }) query: ExplainQuery): Promise<Explanation> {
    return this.ledger.explain(caller, query);
  }

  @Post('read-all')
  @HttpCode(200)
  @ApiOperation({ summary: 'Read everything; what was still to come of it is cancelled' })
  @ApiOkResponse({ standardSchema: UnreadCount })
  readAll(@Caller() caller: Principal): Promise<UnreadCount> {
    return this.inbox.readAll(caller);
  }

  @Post(':id/read')
  @HttpCode(200)
  @ApiOperation({ summary: 'Read one; what was still to come of it is cancelled' })
  @ApiOkResponse({ standardSchema: Notification })
  read(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<Notification> {
    return this.inbox.read(caller, id);
  }

  @Post(':id/archive')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take one out of the inbox' })
  @ApiOkResponse({ standardSchema: Notification })
  archive(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<Notification> {
    return this.inbox.archive(caller, id);
  }

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'What became of each way to tell of it, and why; of others for administrators' })
  @ApiOkResponse({ standardSchema: DeliveryList })
  deliveries(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<DeliveryList> {
    return this.ledger.deliveries(caller, id);
  }
}
