import { Injectable } from '@nestjs/common';
import { ChannelEvents, type ChannelHappening } from '../channels/channel-events.service.js';
import { MembersService } from '../channels/members.service.js';
import type { SystemEventName } from '../contract/system-events.js';
import { newId } from '../core/ids.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { UsersService } from '../users/users.service.js';
import { MessageInsertion } from './message-insertion.js';
import { escapeHtml } from './message-html.js';
import { systemText } from './system-text.js';

/** In channels of more people nobody would read who comes and goes, and everybody would be told. */
const MAX_MEMBERS = 200;
const ABOUT_PEOPLE: ReadonlySet<SystemEventName> = new Set(['joined', 'left', 'added', 'removed']);

/** What happens to a channel, as messages in it, where the channel wants them. */
@Injectable()
export class SystemMessages {
  constructor(
    events: ChannelEvents,
    private readonly members: MembersService,
    private readonly users: UsersService,
    private readonly insertion: MessageInsertion,
  ) {
    events.join((tx, happening) => this.write(tx, happening));
  }

  private async write(tx: Transaction, { channel, actorId, event }: ChannelHappening): Promise<void> {
    if (!channel.systemMessages) return;
    if (ABOUT_PEOPLE.has(event.event) && (await this.members.areMoreThan(tx, channel.id, MAX_MEMBERS))) return;
    const people = event.userId === null ? [actorId] : [actorId, event.userId];
    const names = await this.users.displayNames(tx.manager, people);
    const nameOf = (id: string | null) => names.get(id ?? '') ?? 'Somebody';
    const body = systemText(event, nameOf(actorId), nameOf(event.userId));
    await this.insertion.append(tx, {
      channelId: channel.id,
      authorId: actorId,
      clientId: newId(),
      kind: 'system',
      body,
      html: `<p>${escapeHtml(body)}</p>`,
      mentions: null,
      poll: null,
      system: event,
    });
  }
}
