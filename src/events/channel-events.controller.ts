import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { ChannelsService } from '../channels/channels.service.js';
import { Id } from '../contract/ids.js';
import { MAX_COUNT } from '../contract/page.js';
import { ChannelStreamEvent, LogStreamQuery } from '../contract/streams.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests, StreamAccess } from '../core/security/security.decorators.js';
import { LAST_EVENT_ID } from './last-event-id.js';
import { ChannelStreams } from './channel-streams.js';
import { StreamHub } from './stream-hub.js';

@ApiTags('channels')
@ApiBearerAuth()
@ForGuests()
@Controller('channels')
export class ChannelEventsController {
  constructor(
    private readonly channels: ChannelsService,
    private readonly hub: StreamHub,
    private readonly streams: ChannelStreams,
  ) {}

  @Get(':id/events')
  @StreamAccess()
  @ApiOperation({
    summary:
      "A channel's changes as events `channel:changes`, the rev as the id to resume by; where a cursor is too far behind " +
      'or not of this channel, an event `reset` with the page to start from',
  })
  @ApiHeader({ ...LAST_EVENT_ID, description: 'The rev to go on from; goes before `since`' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ standardSchema: ChannelStreamEvent })
  async events(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: LogStreamQuery }) { since }: LogStreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const visible = await this.channels.requireVisible(caller, id);
    const stream = await this.hub.open(response, caller, { stream: 'channel' });
    await this.streams.follow(stream, visible, lastEventId ? cursorOf(lastEventId) : (since ?? null));
  }
}

/** What is no rev is beyond the end of every log, as one from elsewhere is: the client starts anew. */
const cursorOf = (id: string) => (/^\d{1,10}$/.test(id) ? Math.min(Number(id), MAX_COUNT) : MAX_COUNT);
