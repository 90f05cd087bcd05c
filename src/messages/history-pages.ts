import { Injectable } from '@nestjs/common';
import type { HistoryQuery } from '../contract/messages.js';
import { MAX_COUNT } from '../contract/page.js';
import type { GroupRead } from '../core/database/group-read.js';
import { GroupReads } from '../core/database/group-reads.js';

/** A page as it is answered, and where the log stood when it was read, and the version of its channel's memberships. */
export interface HistoryPage {
  rev: number;
  membersVersion: number;
  json: string;
}

/** Up to so many messages before a place, and so many after another. */
interface Sides {
  channelId: string;
  below: number;
  older: number;
  above: number;
  newer: number;
}

interface Found {
  rev: number;
  membersVersion: number;
  items: string;
  first: number | null;
  last: number | null;
  count: number;
}

const time = (column: string) =>
  `'"' || to_char(m.${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`;

/** A row as `toMessage` makes it. PostgreSQL writes it in less time than it takes to read the row here and write it again. */
const MESSAGE = `
  '{"id":"' || m.id || '","channelId":"' || m.channel_id || '","seq":' || m.seq || ',"rev":' || m.rev
  || ',"authorId":"' || m.author_id || '","clientId":"' || m.client_id || '","kind":"' || m.kind
  || '","body":' || to_json(m.body) || ',"html":' || to_json(m.html)
  || ',"mentions":' || coalesce(m.mentions::text, '{"userIds":[],"groupIds":[],"all":"none"}')
  || ',"reactions":' || coalesce(m.reactions::text, '[]') || ',"files":[]'
  || ',"poll":' || coalesce(m.poll::text, 'null') || ',"thread":' || coalesce(m.thread::text, 'null')
  || ',"system":' || coalesce(m.system::text, 'null') || ',"createdAt":' || ${time('created_at')}
  || ',"editedAt":' || coalesce(${time('edited_at')}, 'null')
  || ',"deletedAt":' || coalesce(${time('deleted_at')}, 'null')
  || ',"pinnedAt":' || coalesce(${time('pinned_at')}, 'null') || '}'`;

/** Pages in one statement, and statements at one time: a page is work, and there may be more than one processor for it. */
const PAGES = 8;
const AT_ONCE = 3;

/** Reads pages of history as JSON, those that are asked for at one time together. */
@Injectable()
export class HistoryPages {
  private readonly pages: GroupRead<Sides, Found>;

  constructor(reads: GroupReads) {
    this.pages = reads.define({
      name: 'history_pages',
      text: `SELECT asked.n, c.rev, c.members_version, page.items, page.first, page.last, page.count
        FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[]) WITH ORDINALITY
          AS asked (channel_id, below, older, above, newer, n)
        JOIN LATERAL (SELECT rev, members_version FROM channels WHERE id = asked.channel_id LIMIT 1) c ON true
        JOIN LATERAL (
          SELECT coalesce(string_agg(${MESSAGE}, ',' ORDER BY m.seq), '') AS items,
                 min(m.seq) AS first, max(m.seq) AS last, count(*)::int AS count
          FROM ((SELECT * FROM messages WHERE channel_id = asked.channel_id AND seq < asked.below
                 ORDER BY seq DESC LIMIT asked.older)
                UNION ALL
                (SELECT * FROM messages WHERE channel_id = asked.channel_id AND seq > asked.above
                 ORDER BY seq LIMIT asked.newer)) m
        ) page ON true`,
      columns: (asked) => SIDES.map((side) => asked.map((each) => each[side])),
      keyOf: (asked) => SIDES.map((side) => asked[side]).join(' '),
      toValue: ([, rev, membersVersion, items, first, last, count]) =>
        ({ rev, membersVersion, items, first, last, count }) as Found,
      most: PAGES,
      atOnce: AT_ONCE,
    });
  }

  /** In `seq` order, ascending. Keyset on the sequence, so pages don't shift while messages arrive. */
  async read(channelId: string, query: HistoryQuery): Promise<HistoryPage | null> {
    const found = await this.pages.read({ channelId, ...sidesOf(query) });
    if (!found) return null;
    const { rev, membersVersion, items, first, last, count } = found;
    const edge = query.after === undefined ? first : last;
    // Sequences begin at 1 and have no gaps: whether anything is older needs no look.
    const more = query.after === undefined ? (edge ?? 1) > 1 : count === query.limit;
    const nextCursor = more && edge !== null ? `"${edge}"` : 'null';
    return { rev, membersVersion, json: `{"items":[${items}],"nextCursor":${nextCursor}}` };
  }
}

const SIDES = ['channelId', 'below', 'older', 'above', 'newer'] as const;

function sidesOf({ before, after, around, limit }: HistoryQuery): Omit<Sides, 'channelId'> {
  if (after !== undefined) return { below: 0, older: 0, above: after, newer: limit };
  if (around === undefined) return { below: before ?? MAX_COUNT, older: limit, above: MAX_COUNT, newer: 0 };
  const newer = Math.floor(limit / 2);
  return { below: Math.min(around + 1, MAX_COUNT), older: limit - newer, above: around, newer };
}
