import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { inject, expect, it } from 'vitest';
import { DataSource } from 'typeorm';
import { migrationOptions } from '../../src/core/database/database.options.js';
import { Server } from '../support/app.js';

/** Every class of every `*.entity.ts`. */
async function allEntities(): Promise<EntityClass[]> {
  const modules: object[] = await Promise.all(
    globSync('src/**/*.entity.ts').map((file) => import(resolve(file)) as Promise<object>),
  );
  return modules.flatMap((module) => Object.values(module).filter(isClass));
}

type EntityClass = new () => object;
const isClass = (value: unknown): value is EntityClass => typeof value === 'function' && value.name.endsWith('Entity');

it('the entities say what the migrations made', async () => {
  const entities = await allEntities();
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
