import { Pool, type QueryResultRow } from 'pg';
import { z } from 'zod';
import type { ChannelHeadFact, StoredMessage } from './facts.js';
import type { StoreView } from './site.js';

const Head = z.object({ channelId: z.string(), seq: z.coerce.number(), rev: z.coerce.number() });
const Stored = z.object({
  id: z.string(),
  channelId: z.string(),
  seq: z.coerce.number(),
  rev: z.coerce.number(),
  authorId: z.string(),
  clientId: z.string(),
  body: z.string(),
});

/** The tables as they are, over connections of its own: none of the product's code has a part in what is seen. */
export class DatabaseView implements StoreView {
  private readonly pool: Pool;

  constructor(url: string) {
    this.pool = new Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 30_000 });
    // A connection that ends while it is idle is replaced when it is needed.
    this.pool.on('error', () => undefined);
  }

  async has(messageId: string): Promise<boolean | null> {
    try {
      return (await this.query('SELECT 1 FROM messages WHERE id = $1', [messageId])).length > 0;
    } catch {
      return null;
    }
  }

  async heads(channelIds: readonly string[]): Promise<ChannelHeadFact[]> {
    const sql = 'SELECT id AS "channelId", seq, rev FROM channels WHERE id = ANY($1)';
    return z.array(Head).parse(await this.query(sql, [channelIds]));
  }

  async history(channelIds: readonly string[]): Promise<StoredMessage[]> {
    const columns = 'id, channel_id AS "channelId", seq, rev, author_id AS "authorId", client_id AS "clientId", body';
    const sql = `SELECT ${columns} FROM messages WHERE channel_id = ANY($1) ORDER BY channel_id, seq`;
    return z.array(Stored).parse(await this.query(sql, [channelIds]));
  }

  async query(sql: string, values: unknown[] = []): Promise<QueryResultRow[]> {
    return (await this.pool.query(sql, values)).rows;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
