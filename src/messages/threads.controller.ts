import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { PageQuery } from '../contract/page.js';
import { Thread, ThreadPage } from '../contract/threads.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { ThreadsService } from './threads.service.js';

@ApiTags('threads')
@ApiBearerAuth()
@ForGuests()
@Controller('threads')
export class ThreadsController {
  constructor(private readonly threads: ThreadsService) {}

  @Get()
  @ApiOperation({ summary: 'Threads that the caller follows, the newest reply first' })
  @ApiOkResponse({ standardSchema: ThreadPage })
  list(@Caller() caller: Principal, @Query({ schema: PageQuery }) query: PageQuery): Promise<ThreadPage> {
    return this.threads.list(caller, query);
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One thread, by the id of the message that it hangs from; for those who may read its channel',
  })
  @ApiOkResponse({ standardSchema: Thread })
  get(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<Thread> {
    return this.threads.get(caller, id);
  }

  @Put(':id/follow')
  @ApiOperation({ summary: "Follow a message's thread, also one without replies; for members of its channel" })
  @ApiOkResponse({ standardSchema: Thread })
  follow(@Caller() caller: Principal, @Param('id', { schema: Id }) threadId: string): Promise<Thread> {
    return this.threads.follow(caller, { threadId });
  }

  @Delete(':id/follow')
  @ApiOperation({ summary: 'Follow a thread no more; the same where one does not' })
  @ApiOkResponse({ standardSchema: Thread })
  unfollow(@Caller() caller: Principal, @Param('id', { schema: Id }) threadId: string): Promise<Thread> {
    return this.threads.unfollow(caller, { threadId });
  }
}
