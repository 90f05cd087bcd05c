import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A user's categories: bounded, always shown whole and changed under the user's head, so one row holds all of them. */
export class Sidebars1700000000043 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE sidebars (
        user_id uuid NOT NULL,
        categories jsonb NOT NULL,
        rev integer NOT NULL,
        CONSTRAINT sidebars_pkey PRIMARY KEY (user_id)
      )`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE sidebars');
  }
}
