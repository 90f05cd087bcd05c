import type { MigrationInterface, QueryRunner } from 'typeorm';

const EVERYONE = '00000000-0000-0000-0000-000000000000';

const mentionedBy = (andGroups: string) => `
  CREATE OR REPLACE FUNCTION mentioned_by(p_mentions jsonb, p_author uuid) RETURNS SETOF uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT '${EVERYONE}'::uuid WHERE p_mentions->>'all' = 'channel'
    UNION ALL
    SELECT id::uuid FROM jsonb_array_elements_text(p_mentions->'userIds') AS id
    WHERE p_mentions->>'all' <> 'channel' AND id::uuid <> p_author
    ${andGroups}
  $$`;

/** A mention of a group is one row, under the group's id, however many are in it; readers are in it when they count. */
export class GroupMentions1700000000047 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(
      mentionedBy(`
    UNION ALL
    SELECT id::uuid FROM jsonb_array_elements_text(p_mentions->'groupIds') AS id
    WHERE p_mentions->>'all' <> 'channel'`),
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(mentionedBy(''));
  }
}
