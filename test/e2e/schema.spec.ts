import { inject, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { SessionEntity } from '../../src/auth/session.entity.js';
import { ChannelEntity } from '../../src/channels/channel.entity.js';
import { MemberEntity } from '../../src/channels/member.entity.js';
import { migrationOptions } from '../../src/core/database/database.options.js';
import { OutboxEventEntity } from '../../src/core/outbox/outbox-event.entity.js';
import { MessageEntity } from '../../src/messages/message.entity.js';
import { UserEntity } from '../../src/users/user.entity.js';
import { Server } from '../support/app.js';

const entities = [UserEntity, SessionEntity, ChannelEntity, MemberEntity, MessageEntity, OutboxEventEntity];

it('the entities say what the migrations made', async () => {
  const server = await Server.start({ instances: 1 });
  const { rows } = await server.db.query<{ name: string }>('SELECT current_database() AS name');
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${rows[0]?.name}`;
  const source = await new DataSource({ ...migrationOptions(url.href), entities }).initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    const tables = await source.query<{ name: string }[]>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations' ORDER BY 1`,
    );
    expect(tables.map(({ name }) => name)).toEqual(source.entityMetadatas.map(({ tableName }) => tableName).toSorted());
    // Undone and done again, the last first.
    const count = source.migrations.length;
    for (let i = 0; i < count; i++) await source.undoLastMigration();
    expect(await source.runMigrations()).toHaveLength(count);
  } finally {
    await source.destroy();
    await server.stop();
  }
});
