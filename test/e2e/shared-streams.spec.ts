import { Controller, Get, Module, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Principal } from '../../src/core/security/principal.js';
import { Caller, StreamAccess } from '../../src/core/security/security.decorators.js';
import { EventsModule } from '../../src/events/events.module.js';
import { SharedStream } from '../../src/events/shared-stream.js';
import { StreamHub } from '../../src/events/stream-hub.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { EventClient } from '../support/event-source.js';
import { Person } from '../support/factories.js';

const WITHIN_MS = 30_000;
const State = z.object({ n: z.int() }).meta({ id: 'ProbeState' });
const shared = new SharedStream();

/** A snapshot that all watch, as any feature would have one. */
@Controller('probe')
class ProbeController {
  constructor(private readonly hub: StreamHub) {}

  @Get('events')
  @StreamAccess()
  @ApiOperation({ summary: 'A snapshot stream for the tests' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ standardSchema: State })
  async events(@Caller() caller: Principal, @Req() request: Request, @Res() response: Response): Promise<void> {
    shared.add(await this.hub.open(response, caller, { stream: 'dashboard' }), request.get('last-event-id'));
  }
}

@Module({ imports: [EventsModule], controllers: [ProbeController] })
class ProbeModule {}

let server: Server;
let ana: Person;

beforeAll(async () => {
  server = await Server.start({ modules: [ProbeModule] });
  ana = await Person.register(server);
});
afterAll(() => server.stop());

const watch = (options: { lastEventId?: string } = {}) =>
  EventClient.open(server, '/probe/events', { events: ['state'], bearer: ana.accessToken, ...options });
const publish = (n: number) => shared.publish({ id: n, event: 'state', data: { n } });
const ids = ({ events }: EventClient) => events.map(({ id }) => id);

describe('a snapshot stream', () => {
  it('gives whoever comes the latest, and everyone what follows', async () => {
    publish(1);
    publish(2);
    const first = await watch();
    await first.count(1);
    const second = await watch({ lastEventId: '1' });
    await second.count(1);
    publish(3);
    await Promise.all([first.count(2), second.count(2)]);
    expect([ids(first), ids(second)]).toEqual([
      ['2', '3'],
      ['2', '3'],
    ]);
    first.close();
    second.close();
    await until('nobody watches', () => shared.size === 0, WITHIN_MS);
  });

  it('does not repeat the latest to whoever has it, and forgets who has left', async () => {
    publish(11);
    const client = await watch({ lastEventId: '11' });
    publish(12);
    expect((await client.count(1)).map(({ id }) => id)).toEqual(['12']);
    expect(shared.size).toBe(1);
    client.close();
    await until('forgotten', () => shared.size === 0, WITHIN_MS);
  });

  it('does not give what was the latest when somebody watched last', async () => {
    publish(21);
    const last = await watch();
    await last.count(1);
    last.close();
    await until('nobody watches', () => shared.size === 0, WITHIN_MS);
    const next = await watch();
    publish(22);
    expect((await next.count(1)).map(({ id }) => id)).toEqual(['22']);
    next.close();
  });
});
