import type { ChannelSummary } from '@tertulia/client';
import { describe, expect, it } from 'vitest';
import { type Arrangement, isMuted, neighbour, type Row, rowsOf } from './sections';

interface Made {
  unread?: number;
  mentionCount?: number;
  kind?: string;
  muted?: boolean;
  archived?: boolean;
}

const channel = (name: string, { kind = 'public', muted, archived, ...counts }: Made = {}): ChannelSummary =>
  ({
    id: name,
    seq: 0,
    readSeq: 0,
    unread: 0,
    mentionCount: 0,
    ...counts,
    info: {
      id: name,
      kind,
      name,
      archivedAt: archived ? '2030-01-01T00:00:00.000Z' : null,
      role: 'member',
      notifications: { level: muted ? 'nothing' : 'all', mutedUntil: null },
    },
  }) as ChannelSummary;

const arrange = (channels: ChannelSummary[], more: Partial<Arrangement> = {}): Row[] =>
  rowsOf({
    channels,
    categories: [{ id: 'favorites', name: null, channelIds: [] }],
    collapsed: new Set(),
    order: 'name',
    titleOf: ({ info }) => info?.name ?? undefined,
    activityOf: () => 0,
    current: undefined,
    now: 0,
    language: 'en',
    ...more,
  });

const shown = (rows: Row[]): string =>
  rows.map((row) => (row.kind === 'heading' ? `[${row.section}]` : row.title)).join(' ');

describe('the list of conversations', () => {
  it('is by name, archived ones last, with the direct ones apart', () => {
    const rows = arrange([
      channel('team 10'),
      channel('Team 2'),
      channel('old', { archived: true }),
      channel('bruno', { kind: 'direct' }),
      channel('álamo', { kind: 'private' }),
    ]);
    expect(shown(rows)).toBe('[channels] álamo Team 2 team 10 old [directs] bruno');
  });

  it('has categories in the user’s own order; the favourites only where there are some', () => {
    const channels = [channel('a'), channel('b'), channel('c')];
    const categories = [
      { id: 'favorites', name: null, channelIds: ['c', 'gone'] },
      { id: 'w', name: 'Work', channelIds: ['b'] },
      { id: 'e', name: 'Empty', channelIds: [] },
    ];
    expect(shown(arrange(channels, { categories }))).toBe('[favorites] c [w] b [e] [channels] a [directs]');
  });

  it('by activity has what is for the user first, then what is unread, then the latest', () => {
    const rows = arrange(
      [
        channel('a'),
        channel('b', { unread: 3 }),
        channel('c', { unread: 1, mentionCount: 1 }),
        channel('d', { unread: 9, muted: true }),
        channel('e'),
      ],
      { order: 'activity', activityOf: ({ id }) => (id === 'e' ? 5 : 0) },
    );
    expect(shown(rows)).toBe('[channels] c b e a d [directs]');
  });

  it('of a closed section shows what is unread and what is open, and counts the rest', () => {
    const rows = arrange(
      [channel('a'), channel('b', { unread: 1 }), channel('c'), channel('d', { unread: 1, muted: true })],
      {
        collapsed: new Set(['channels']),
        current: 'c',
      },
    );
    expect(shown(rows)).toBe('[channels] b c [directs]');
    expect(rows[0]).toMatchObject({ collapsed: true, count: 2 });
  });

  it('a channel is muted by its level, or until a time', () => {
    const until = channel('a');
    Object.assign(until.info ?? {}, { notifications: { level: 'all', mutedUntil: '1970-01-01T00:00:10.000Z' } });
    expect([isMuted(until, 9_000), isMuted(until, 11_000)]).toEqual([true, false]);
    expect(isMuted(channel('b', { muted: true }), 0)).toBe(true);
  });
});

describe('the neighbour', () => {
  const rows = arrange([channel('a'), channel('b', { unread: 1 }), channel('c'), channel('d', { unread: 1 })]);
  it.each([
    ['a', 1, false, 'b'],
    ['d', 1, false, 'a'],
    ['a', -1, false, 'd'],
    ['c', 1, true, 'd'],
    ['d', 1, true, 'b'],
    ['d', -1, true, 'b'],
    [undefined, 1, false, 'a'],
    [undefined, -1, false, 'd'],
  ] as const)('of %s by %s (unread alone: %s) is %s', (current, by, unreadOnly, expected) => {
    expect(neighbour(rows, current, by, unreadOnly)).toBe(expected);
  });

  it('is none where no other is unread', () => {
    expect(neighbour(arrange([channel('a', { unread: 1 }), channel('b')]), 'a', 1, true)).toBeNull();
    expect(neighbour([], undefined, -1, false)).toBeNull();
  });
});
