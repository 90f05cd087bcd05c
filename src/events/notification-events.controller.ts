import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { NotificationEvent } from '../contract/notifications.js';
import { LogStreamQuery } from '../contract/streams.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests, StreamAccess } from '../core/security/security.decorators.js';
import { InboxFeed } from '../notifications/inbox-feed.service.js';
import { InboxService } from '../notifications/inbox.service.js';
import { encodeEvent, encodePlace } from './event-encoding.js';
import { LAST_EVENT_ID } from './last-event-id.js';
import { StreamHub } from './stream-hub.js';

@ApiTags('notifications')
@ApiBearerAuth()
@ForGuests()
@Controller('notifications')
export class NotificationEventsController {
  constructor(
    private readonly hub: StreamHub,
    private readonly feed: InboxFeed,
    private readonly inbox: InboxService,
  ) {}

  @Get('events')
  @StreamAccess()
  @ApiOperation({
    summary: "The caller's inbox as it changes: an event `notification` for each change, its `rev` the id to resume by",
  })
  @ApiHeader({ ...LAST_EVENT_ID, description: 'The rev to go on from; goes before `since`' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ standardSchema: NotificationEvent })
  async events(
    @Caller() caller: Principal,
    @Query({ schema: LogStreamQuery }) { since }: LogStreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const head = await this.head(caller.userId);
    let stop: (() => void) | undefined;
    const stream = await this.hub.open(response, caller, { stream: 'notifications', onClose: () => stop?.() });
    if (stream.ended) return;
    const send = (data: NotificationEvent, id: number) =>
      stream.write(encodeEvent({ id, event: 'notification', data }));
    const asked = revOf(lastEventId) ?? since ?? null;
    const rev = Math.min(head, asked ?? head);
    // A client that comes back before the first event resumes from here too.
    if (rev !== asked) stream.put(encodePlace(rev));
    stop = this.feed.follow(caller.userId, rev, send, stream);
  }

  private async head(userId: string): Promise<number> {
    const [head] = await this.inbox.heads([userId]);
    return head?.rev ?? 0;
  }
}

/** Anything that is no id of this stream is as none: the stream begins now. */
const revOf = (id: string | undefined): number | null => (id !== undefined && /^\d{1,9}$/.test(id) ? Number(id) : null);
