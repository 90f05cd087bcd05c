import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Messages of one channel that are looked at in one go for whether there is anything to tell. */
const MAX_PASSED = 1000;

/** Somebody's reaction, with the message that it is to. */
export interface ReactionTo {
  channelId: string;
  messageId: string;
  authorId: string;
  userId: string;
  emoji: string;
  rev: number;
}

export interface ReactedPage {
  reactions: ReactionTo[];
  /** The change up to which this page looked at messages. */
  reached: number;
  more: boolean;
}

interface Reacted {
  id: string;
  seq: number;
  rev: number;
  authorId: string;
  emoji: string[];
}

/** Reactions for the server's own use, without a caller. */
@Injectable()
export class ReactionReader {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * The reactions after the change `since` to the next messages that changed after `from`: at most `limit` messages, each
   * at its newest rev. Those that were taken back meanwhile are not among them.
   */
  async after(
    channelId: string,
    { since, from }: { since: number; from: number },
    limit: number,
  ): Promise<ReactedPage> {
    const [head] = await this.dataSource.query<{ rev: number }[]>('SELECT rev FROM channels WHERE id = $1', [
      channelId,
    ]);
    const messages = await this.dataSource.query<Reacted[]>(
      `SELECT id, seq, rev, author_id AS "authorId",
         ARRAY(SELECT shown->>'emoji' FROM jsonb_array_elements(reactions) AS shown) AS emoji
       FROM messages WHERE channel_id = $1 AND rev > $2 AND reactions IS NOT NULL ORDER BY rev LIMIT $3`,
      [channelId, from, limit],
    );
    const more = messages.length === limit;
    const reached = more ? (messages.at(-1)?.rev ?? from) : Math.max(from, head?.rev ?? 0);
    return { reactions: await this.of(channelId, messages, since), reached, more };
  }

  /**
   * Takes the consumer past what brought no reactions, in all channels at once. Where much was said since its last look,
   * it is left to the consumer itself.
   */
  async passUnreacted(consumer: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE log_cursors l SET seq = quiet.rev FROM (
         SELECT b.channel_id, max(m.rev) AS rev
         FROM log_cursors b JOIN channels c ON c.id = b.channel_id AND c.rev > b.seq
         CROSS JOIN LATERAL (SELECT rev, reactions FROM messages
                             WHERE channel_id = b.channel_id AND rev > b.seq ORDER BY rev LIMIT $2) m
         WHERE b.consumer = $1 GROUP BY b.channel_id HAVING count(*) < $2 AND bool_and(m.reactions IS NULL)
       ) quiet WHERE l.consumer = $1 AND l.channel_id = quiet.channel_id AND l.seq < quiet.rev`,
      [consumer, MAX_PASSED],
    );
  }

  private async of(channelId: string, messages: Reacted[], since: number): Promise<ReactionTo[]> {
    if (messages.length === 0) return [];
    const asked = messages.flatMap(({ seq, emoji }) => emoji.map((one) => ({ seq, emoji: one })));
    const rows = await this.dataSource.query<(Pick<ReactionTo, 'userId' | 'emoji' | 'rev'> & { seq: number })[]>(
      `SELECT r.seq, r.emoji, r.user_id AS "userId", r.rev
       FROM unnest($2::int[], $3::text[]) AS asked (seq, emoji)
       JOIN reactions r ON r.channel_id = $1 AND r.seq = asked.seq AND r.emoji = asked.emoji AND r.rev > $4
       ORDER BY r.rev`,
      [channelId, asked.map(({ seq }) => seq), asked.map(({ emoji }) => emoji), since],
    );
    const bySeq = new Map(messages.map((message) => [message.seq, message]));
    return rows.flatMap(({ seq, userId, emoji, rev }) => {
      const message = bySeq.get(seq);
      return message ? [{ channelId, messageId: message.id, authorId: message.authorId, userId, emoji, rev }] : [];
    });
  }
}
