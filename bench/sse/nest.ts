import { Body, Controller, type MessageEvent, Module, Post, Sse } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Observable, Subject } from 'rxjs';
import { nextEvent } from './event.js';

// Nest's own way, as its documentation has it: an Observable of events for each subscriber.

@Controller()
class EventsController {
  private readonly events = new Subject<MessageEvent>();
  private published = 0;

  @Sse('events')
  subscribe(): Observable<MessageEvent> {
    return this.events;
  }

  @Post('publish')
  publish(@Body() { clientId, body }: { clientId: string; body: string }): void {
    const rev = ++this.published;
    this.events.next({ id: String(rev), type: 'channel:changes', data: nextEvent(rev, clientId, body) });
  }
}

@Module({ controllers: [EventsController] })
class EventsModule {}

const app = await NestFactory.create(EventsModule, { logger: ['error', 'warn'] });
app.enableShutdownHooks();
await app.listen(Number(process.env['PORT']), '127.0.0.1');
process.on('disconnect', () => process.exit(0));
