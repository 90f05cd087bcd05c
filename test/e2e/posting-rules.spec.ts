import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postingRefusals, requireMayPost } from '../../src/channels/channel-policy.js';
import { ChannelKind, MemberRole, Posting } from '../../src/contract/channels.js';
import { DomainError } from '../../src/core/errors/domain-error.js';
import { newId } from '../../src/core/ids.js';
import { Server } from '../support/app.js';

const SLOW_SECONDS = 3600;
/** Of such times none passes while the tests run. */
const HOUR = 3_600_000;

/** Each combination of what decides whether somebody may post, in a channel of its own. Times are in ms from now. */
interface Case {
  channelId: string;
  clientId: string;
  kind: ChannelKind;
  archived: boolean;
  posting: Posting;
  slowModeSeconds: number;
  role: MemberRole | null;
  silenced: number | null;
  posted: number | null;
  /** The message is there already. */
  sent: boolean;
}

interface Row {
  verdict: string;
  created_ms: number;
  until_ms: number | null;
}

const booleans = [false, true];
const author = newId();
const cases: Case[] = ['public' as const, 'private' as const].flatMap((kind) =>
  booleans.flatMap((archived) =>
    Posting.options.flatMap((posting) =>
      [0, SLOW_SECONDS].flatMap((slowModeSeconds) =>
        [null, ...MemberRole.options].flatMap((role) =>
          [null, -HOUR, HOUR].flatMap((silenced) =>
            [null, -2 * HOUR, -HOUR / 2].flatMap((posted) =>
              booleans.map((sent) => ({
                channelId: newId(),
                clientId: newId(),
                kind,
                archived,
                posting,
                slowModeSeconds,
                role,
                silenced,
                posted,
                sent,
              })),
            ),
          ),
        ),
      ),
    ),
  ),
);

let server: Server;
const now = Date.now();
const time = (offset: number | null) => (offset === null ? null : new Date(now + offset));

beforeAll(async () => {
  server = await Server.start();
  const members = cases.filter(({ role }) => role !== null);
  const sent = cases.filter((each) => each.sent);
  await server.db.query(
    `INSERT INTO channels (id, kind, posting, slow_mode_seconds, archived_at, created_by)
     SELECT id, kind, posting, slow, CASE WHEN archived THEN now() END, $6
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::boolean[]) AS c (id, kind, posting, slow, archived)`,
    [
      cases.map(({ channelId }) => channelId),
      cases.map(({ kind }) => kind),
      cases.map(({ posting }) => posting),
      cases.map(({ slowModeSeconds }) => slowModeSeconds),
      cases.map(({ archived }) => archived),
      author,
    ],
  );
  await server.db.query(
    `INSERT INTO members (channel_id, user_id, role, silenced_until, posted_at)
     SELECT id, $5, role, silenced, posted
     FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[]) AS m (id, role, silenced, posted)`,
    [
      members.map(({ channelId }) => channelId),
      members.map(({ role }) => role),
      members.map(({ silenced }) => time(silenced)),
      members.map(({ posted }) => time(posted)),
      author,
    ],
  );
  await server.db.query(
    `INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
     SELECT id, 1, 1, gen_random_uuid(), $3, client_id, 'text', 'text', now()
     FROM unnest($1::uuid[], $2::uuid[]) AS sent (id, client_id)`,
    [sent.map(({ channelId }) => channelId), sent.map(({ clientId }) => clientId), author],
  );
  await server.db.query(`UPDATE channels SET seq = 1, rev = 1 WHERE id = ANY($1)`, [
    sent.map(({ channelId }) => channelId),
  ]);
});
afterAll(() => server.stop());

/** What is expected of the functions: the policy's own words, and slow mode, which they alone judge. */
function expected({ kind, archived, posting, slowModeSeconds, role, silenced, posted, sent }: Case): string {
  if (!role) return kind === 'public' ? 'forbidden' : 'not_found';
  if (sent) return 'duplicate';
  if (archived) return 'archived';
  try {
    requireMayPost({ posting }, { role, silencedUntil: time(silenced) }, new Date(now));
  } catch (refusal) {
    if (refusal instanceof DomainError) return refusal.message;
    throw refusal;
  }
  const exempt = role === 'owner' || role === 'moderator';
  const slow = !exempt && posted !== null && posted + slowModeSeconds * 1000 > 0;
  return slow ? 'slow' : 'created';
}

function said({ verdict, until_ms }: Row): string {
  if (verdict === 'read_only' || verdict === 'announcement') return postingRefusals[verdict]().message;
  return verdict === 'silenced' ? postingRefusals.silenced(new Date(until_ms ?? 0)).message : verdict;
}

/** The transaction is undone, so that each function finds the same. */
async function undone<R>(work: () => Promise<R>): Promise<R> {
  await server.db.query('BEGIN');
  try {
    return await work();
  } finally {
    await server.db.query('ROLLBACK');
  }
}

const one = async ({ channelId, clientId }: Case): Promise<Row> => {
  const { rows } = await server.db.query<Row>(
    `SELECT * FROM post_message($1, $2, $3, $4, 'text', 'text', NULL, $5, 'log')`,
    [newId(), channelId, author, clientId, newId()],
  );
  return rows[0] ?? { verdict: 'none', created_ms: 0, until_ms: null };
};

const many = async (drafts: Pick<Case, 'channelId' | 'clientId'>[]): Promise<Row[]> => {
  const { rows } = await server.db.query<Row>(`SELECT * FROM post_messages($1, $2, $3, $4, $5, $5, $6, $7, 'log')`, [
    drafts.map(() => newId()),
    drafts.map(({ channelId }) => channelId),
    drafts.map(() => author),
    drafts.map(({ clientId }) => clientId),
    drafts.map(() => 'text'),
    drafts.map(() => null),
    newId(),
  ]);
  return rows;
};

const verdicts = cases.map(expected);

describe('of all combinations of role, rules, silence and time', () => {
  it('each verdict comes up', () => {
    const kinds = new Set(
      verdicts.map((verdict) => (verdict.startsWith('A moderator silenced') ? 'silenced' : verdict)),
    );
    expect(kinds.size).toBe(9);
  });

  it('post_message says what the policy says', async () => {
    const rows = await undone(async () => {
      const answers: Row[] = [];
      for (const each of cases) answers.push(await one(each));
      return answers;
    });
    expect(rows.map(said)).toEqual(verdicts);
  });

  it('post_messages says the same of all at once', async () => {
    const rows = await undone(() => many(cases));
    expect(rows.map(said)).toEqual(verdicts);
  });

  it('both say when slow mode is over', async () => {
    const slow = cases.filter((_, index) => verdicts[index] === 'slow');
    const waits = await undone(async () => {
      const rows = [...(await many(slow))];
      for (const each of slow) rows.push(await one(each));
      return rows.map(({ until_ms }) => until_ms);
    });
    expect(new Set(waits)).toEqual(new Set([now - HOUR / 2 + SLOW_SECONDS * 1000]));
  });
});

it('of what one member posts in a slow channel at once the first is taken, retries aside', async () => {
  const free = cases.findLast(
    (each, index) => each.slowModeSeconds > 0 && each.role === 'member' && each.sent && verdicts[index] === 'duplicate',
  );
  if (!free) throw new Error('there is no such case');
  const fresh = () => ({ channelId: free.channelId, clientId: newId() });
  await undone(async () => {
    await server.db.query(`UPDATE channels SET archived_at = NULL, posting = 'everyone' WHERE id = $1`, [
      free.channelId,
    ]);
    await server.db.query(`UPDATE members SET posted_at = NULL, silenced_until = NULL WHERE channel_id = $1`, [
      free.channelId,
    ]);
    const rows = await many([free, fresh(), fresh(), free]);
    expect(rows.map(({ verdict }) => verdict)).toEqual(['duplicate', 'created', 'slow', 'duplicate']);
    const [, , slow] = rows;
    expect((slow?.until_ms ?? 0) - (slow?.created_ms ?? 0)).toBe(SLOW_SECONDS * 1000);
  });
});
