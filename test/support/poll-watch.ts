import type { Server } from './app.js';
import { until } from './cluster/until.js';
import { Person } from './factories.js';
import { forge } from './tokens.js';

const COUNTED_WITHIN_MS = 30_000;

/** Looks behind the polls of a server. */
export class PollWatch {
  constructor(private readonly server: Server) {}

  /** Votes that the message does not show yet. */
  pending(messageId: string): Promise<number> {
    return this.count('poll_votes', messageId, 'AND t.pending');
  }

  /** Waits until the message shows every vote. */
  async counted(messageId: string): Promise<void> {
    await until('all votes are counted', async () => (await this.pending(messageId)) === 0, COUNTED_WITHIN_MS);
  }

  /** Waits until the messages of the channel show every vote. */
  async settled(channelId: string): Promise<void> {
    const left = 'SELECT 1 FROM poll_votes WHERE channel_id = $1 AND pending LIMIT 1';
    const none = async () => (await this.server.db.query(left, [channelId])).rows.length === 0;
    await until('all votes are counted', none, COUNTED_WITHIN_MS);
  }

  async rows(messageId: string): Promise<{ polls: number; votes: number }> {
    return { polls: await this.count('polls', messageId), votes: await this.count('poll_votes', messageId) };
  }

  /** Places of the channel's messages whose polls show something else than a recount of the votes. */
  async drift(channelId: string): Promise<number[]> {
    const { rows } = await this.server.db.query<{ seq: number }>(
      `SELECT m.seq FROM messages m WHERE m.channel_id = $1 AND m.poll IS NOT NULL AND (
         (m.poll->>'voters')::int <> (SELECT count(*) FROM poll_votes v
           WHERE v.channel_id = m.channel_id AND v.seq = m.seq AND cardinality(v.option_ids) > 0)
         OR EXISTS (SELECT FROM jsonb_array_elements(m.poll->'options') o WHERE
           (o->>'votes')::int <> (SELECT count(*) FROM poll_votes v
             WHERE v.channel_id = m.channel_id AND v.seq = m.seq AND v.option_ids @> ARRAY[(o->>'id')::uuid])
           OR o->'userIds' <> CASE WHEN (m.poll->>'anonymous')::boolean THEN '[]' ELSE (
             SELECT coalesce(jsonb_agg(v.user_id ORDER BY v.rev, v.voted_at, v.user_id), '[]') FROM (
               SELECT * FROM poll_votes WHERE channel_id = m.channel_id AND seq = m.seq
                 AND option_ids @> ARRAY[(o->>'id')::uuid] ORDER BY rev, voted_at, user_id LIMIT 20) v) END))
       ORDER BY 1`,
      [channelId],
    );
    return rows.map(({ seq }) => seq);
  }

  /** Members with sessions of their own, without the cost of their passwords. */
  async crowd(channelId: string, size: number): Promise<Person[]> {
    const { db } = this.server;
    const ids = Array.from({ length: size }, () => crypto.randomUUID());
    await db.query(
      `INSERT INTO users (id, email, username, display_name, password_hash, role)
       SELECT id, id || '@crowd.example', 'crowd' || left(id::text, 18), 'Crowd', 'x', 'member' FROM unnest($1::uuid[]) id`,
      [ids],
    );
    await db.query(
      `INSERT INTO members (channel_id, user_id, role) SELECT $1, id, 'member' FROM unnest($2::uuid[]) id`,
      [channelId, ids],
    );
    const { rows } = await db.query<{ id: string; sid: string; username: string }>(
      `WITH made AS (INSERT INTO sessions (id, user_id, expires_at)
         SELECT gen_random_uuid(), id, now() + interval '1 day' FROM unnest($1::uuid[]) id RETURNING id, user_id)
       SELECT u.id, made.id AS sid, u.username FROM made JOIN users u ON u.id = made.user_id`,
      [ids],
    );
    return rows.map(({ id, sid, username }) => new Person(this.server, id, username, tokenOf(id, sid), ''));
  }

  private async count(table: 'polls' | 'poll_votes', messageId: string, where = ''): Promise<number> {
    const { rows } = await this.server.db.query<{ count: number }>(
      `SELECT count(*)::int FROM ${table} t JOIN messages m USING (channel_id, seq) WHERE m.id = $1 ${where}`,
      [messageId],
    );
    return rows[0]?.count ?? 0;
  }
}

const tokenOf = (sub: string, sid: string) => forge({ sub, sid, role: 'member', aud: 'access', exp: 4_000_000_000 });
