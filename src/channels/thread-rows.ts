import type { EntityManager } from 'typeorm';
import { isBanned } from './bans.repository.js';
import type { ChannelEntity } from './channel.entity.js';

/** What happens to the threads of a channel together with it. */

/** Rows of channels are locked in order of id, as sends lock them: a channel before its threads, which are younger. */
export const LOCKED = 'ORDER BY c.id FOR NO KEY UPDATE';

/** Of a follower, by their membership `m` of the channel: who may not post there may not reply, and nobody runs a thread. */
export const STANDING = `CASE m.role WHEN 'read-only' THEN m.role ELSE 'member' END`;

/** Whether a user is a member of the channel `c`; of the one it belongs to, where it is a thread, unless that is public. */
export const mayStay = (userId: string) => `(
  EXISTS (SELECT FROM members m WHERE m.channel_id = coalesce(c.parent_id, c.id) AND m.user_id = ${userId})
  OR (c.parent_id IS NOT NULL AND NOT ${isBanned('c.parent_id', userId)}
    AND NOT EXISTS (SELECT FROM users u WHERE u.id = ${userId} AND u.guest)
    AND EXISTS (SELECT FROM channels p WHERE p.id = c.parent_id AND p.kind = 'public')))`;

/** What changed of a membership of the channel, so far as it decides whether one may post, changes in its threads too. */
export async function copyStanding(manager: EntityManager, parentId: string, userId: string): Promise<void> {
  await manager.query(
    `WITH followed AS (
       SELECT c.id FROM channels c JOIN members f ON f.channel_id = c.id AND f.user_id = $2 WHERE c.parent_id = $1
       ORDER BY c.id FOR NO KEY UPDATE OF c)
     UPDATE members f SET role = ${STANDING}, silenced_until = m.silenced_until FROM followed, members m
     WHERE f.channel_id = followed.id AND f.user_id = $2 AND m.channel_id = $1 AND m.user_id = $2`,
    [parentId, userId],
  );
}

/**
 * Somebody is in the channel no more: they follow none of its threads. Where they may not read them either, no instance
 * sends them anything of one from the commit on without having looked that up.
 */
export async function leaveThreads(
  manager: EntityManager,
  { id }: ChannelEntity,
  userId: string,
  mayRead: boolean,
): Promise<void> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT c.id FROM channels c WHERE c.parent_id = $1
       AND ($3 OR EXISTS (SELECT FROM users u WHERE u.id = $2 AND u.guest) OR EXISTS (SELECT FROM members m WHERE m.channel_id = c.id AND m.user_id = $2)) ${LOCKED}`,
    [id, userId, !mayRead],
  );
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.id);
  await manager.query('DELETE FROM members WHERE user_id = $1 AND channel_id = ANY($2)', [userId, ids]);
  await manager.query('UPDATE channels SET members_version = members_version + 1 WHERE id = ANY($1)', [ids]);
}

/** Closes the channel's threads that are open. */
export async function closeThreads(manager: EntityManager, parentId: string, at: Date): Promise<void> {
  await manager.query(
    `WITH open AS (SELECT c.id FROM channels c WHERE c.parent_id = $1 AND c.archived_at IS NULL ${LOCKED})
     UPDATE channels SET archived_at = $2, meta_version = meta_version + 1 FROM open WHERE channels.id = open.id`,
    [parentId, at],
  );
}

/** Opens those again that were closed together with their channel, and no others. */
export async function reopenThreads(manager: EntityManager, parentId: string, closedAt: Date): Promise<void> {
  await manager.query(
    `WITH closed AS (SELECT c.id FROM channels c WHERE c.parent_id = $1 AND c.archived_at = $2 ${LOCKED})
     UPDATE channels SET archived_at = NULL, meta_version = meta_version + 1 FROM closed WHERE channels.id = closed.id`,
    [parentId, closedAt],
  );
}
