import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection } from './connection.js';
import type { Link, LinkHandler, TransportName } from './link.js';
import { Sites } from './sites.js';

const ignored = () => undefined;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const GREETING = { user: { id: '' } as never, channels: [], threads: null, groupIds: null };

type Way = 'through' | 'nowhere' | 'pending';
type Ways = Record<'websocket' | 'polling', Way>;

/** What becomes of links, by their transport; what is pending stays so. */
function rig(ways: Ways) {
  const opened: TransportName[] = [];
  let current: { link: Link; handler: LinkHandler } | undefined;
  const connection = new Connection({
    sites: new Sites('http://server'),
    transports: ['websocket', 'polling'],
    betterEveryMs: 60_000,
    renew: () => Promise.resolve(),
    open: (transport, url, handler) => {
      opened.push(transport);
      const link = { transport, url, openedAt: Date.now(), close: () => undefined } as Partial<Link> as Link;
      const way = ways[transport as keyof Ways];
      if (way === 'through') current = { link, handler };
      queueMicrotask(() => {
        if (way === 'through') handler.ready(link, GREETING);
        if (way === 'nowhere') handler.closed(link, null);
      });
      return link;
    },
    handler: { ready: ignored, event: ignored, channels: ignored, inbox: ignored, closed: ignored },
  });
  connection.start();
  const drain = () => current?.handler.event(current.link, 'server:draining', { reconnectWithinMs: 10_000 });
  return { connection, opened, drain };
}

describe('a connection whose transports are changed', () => {
  it('does not go back to one that it is not meant to use any more', async () => {
    const ways: Ways = { websocket: 'nowhere', polling: 'through' };
    const { connection, opened } = rig(ways);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(opened).toEqual(['websocket', 'polling']);
    connection.use(['polling']);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(opened).toEqual(['websocket', 'polling']);
    connection.stop({ status: 'offline' });
  });

  it('leaves an instance that stops all the same', async () => {
    const ways: Ways = { websocket: 'through', polling: 'through' };
    const { connection, opened, drain } = rig(ways);
    await vi.advanceTimersByTimeAsync(1_000);
    ways.websocket = 'pending';
    drain();
    await vi.advanceTimersByTimeAsync(10_000);
    connection.use(['websocket']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(opened).toEqual(['websocket', 'websocket', 'websocket']);
    connection.stop({ status: 'offline' });
  });
});
