import { Injectable } from '@nestjs/common';
import type { RequestInput, RequestOutput } from '../contract/socket-events.js';
import { ForGuests } from '../core/security/security.decorators.js';
import { RemindersService } from '../scheduled/reminders.service.js';
import { ScheduledMessagesService } from '../scheduled/scheduled-messages.service.js';
import { OnRequest } from './on-request.decorator.js';
import type { ClientSocket } from './socket.js';

/** What sockets put off, by the services that REST uses too. */
@ForGuests()
@Injectable()
export class ScheduledGateway {
  constructor(
    private readonly messages: ScheduledMessagesService,
    private readonly reminders: RemindersService,
  ) {}

  @OnRequest('message:schedule')
  async schedule(
    { data }: ClientSocket,
    input: RequestInput<'message:schedule'>,
  ): Promise<RequestOutput<'message:schedule'>> {
    return (await this.messages.create(data.principal, input)).scheduled;
  }

  @OnRequest('scheduled:edit')
  edit({ data }: ClientSocket, input: RequestInput<'scheduled:edit'>): Promise<RequestOutput<'scheduled:edit'>> {
    return this.messages.edit(data.principal, input);
  }

  @OnRequest('scheduled:delete')
  async delete(
    { data }: ClientSocket,
    input: RequestInput<'scheduled:delete'>,
  ): Promise<RequestOutput<'scheduled:delete'>> {
    await this.messages.delete(data.principal, input);
    return null;
  }

  @OnRequest('scheduled:send')
  send({ data }: ClientSocket, input: RequestInput<'scheduled:send'>): Promise<RequestOutput<'scheduled:send'>> {
    return this.messages.sendNow(data.principal, input);
  }

  @OnRequest('reminder:create')
  remind({ data }: ClientSocket, input: RequestInput<'reminder:create'>): Promise<RequestOutput<'reminder:create'>> {
    return this.reminders.create(data.principal, input);
  }

  @OnRequest('reminder:edit')
  editReminder({ data }: ClientSocket, input: RequestInput<'reminder:edit'>): Promise<RequestOutput<'reminder:edit'>> {
    return this.reminders.edit(data.principal, input);
  }

  @OnRequest('reminder:delete')
  async deleteReminder(
    { data }: ClientSocket,
    input: RequestInput<'reminder:delete'>,
  ): Promise<RequestOutput<'reminder:delete'>> {
    await this.reminders.delete(data.principal, input);
    return null;
  }
}
