import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { ChangeReminder, CreateReminder, Reminder, ReminderPage, RemindersQuery } from '../contract/reminders.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { RemindersService } from './reminders.service.js';

@ApiTags('reminders')
@ApiBearerAuth()
@ForGuests()
@Controller('reminders')
export class RemindersController {
  constructor(private readonly reminders: RemindersService) {}

  @Post()
  @ApiOperation({ summary: 'Be reminded at a time: of a message that one may read, or of what one writes' })
  @ApiCreatedResponse({ standardSchema: Reminder })
  create(@Caller() caller: Principal, @Body({ schema: CreateReminder }) input: CreateReminder): Promise<Reminder> {
    return this.reminders.create(caller, input);
  }

  @Get()
  @ApiOperation({ summary: "The caller's reminders in the order of their times: those that wait, or those told" })
  @ApiOkResponse({ standardSchema: ReminderPage })
  list(@Caller() caller: Principal, @Query({ schema: RemindersQuery }) query: RemindersQuery): Promise<ReminderPage> {
    return this.reminders.list(caller, query);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change the words or the time; a time makes one that was told wait again (snooze)' })
  @ApiOkResponse({ standardSchema: Reminder })
  edit(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) reminderId: string,
    @Body({ schema: ChangeReminder }) input: ChangeReminder,
  ): Promise<Reminder> {
    return this.reminders.edit(caller, { ...input, reminderId });
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a reminder away' })
  @ApiNoContentResponse()
  delete(@Caller() caller: Principal, @Param('id', { schema: Id }) reminderId: string): Promise<void> {
    return this.reminders.delete(caller, { reminderId });
  }
}
