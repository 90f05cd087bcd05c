import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { build } from '../../scripts/build.mjs';
import { root } from '../../scripts/paths.mjs';
import { run } from '../../scripts/run.mjs';
import { startStack } from '../../scripts/stack.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The private server's administrative database: create one for each test file from `templateDatabase`. */
    databaseUrl: string;
    /** A migrated, empty database: `CREATE DATABASE x TEMPLATE …`. */
    templateDatabase: string;
    redisUrl: string;
  }
}

const TEMPLATE = 'tertulia_template';

interface Services {
  databaseUrl: string;
  redisUrl: string;
  stop: () => Promise<void>;
}

// Each Vitest project loads this module anew; all of them share one set of services.
const shared = globalThis as typeof globalThis & { tertuliaServices?: { users: number; services: Promise<Services> } };

/** Private PostgreSQL and Redis for the whole run, with a migrated database to copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.tertuliaServices ??= { users: 0, services: startServices() };
  const { services } = shared.tertuliaServices;
  shared.tertuliaServices.users++;
  const { databaseUrl, redisUrl, stop } = await services;
  project.provide('databaseUrl', databaseUrl);
  project.provide('templateDatabase', TEMPLATE);
  project.provide('redisUrl', redisUrl);
  return async () => {
    if (!shared.tertuliaServices || --shared.tertuliaServices.users > 0) return;
    shared.tertuliaServices = undefined;
    await stop();
  };
}

async function startServices(): Promise<Services> {
  await build();
  const stack = await startStack({ ephemeral: true, database: 'postgres' });
  try {
    await migrateTemplate(stack);
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function migrateTemplate(stack: { databaseUrl: string; redisUrl: string; redisCacheUrl: string }): Promise<void> {
  const admin = new Client({ connectionString: stack.databaseUrl });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  } finally {
    await admin.end();
  }
  const template = new URL(stack.databaseUrl);
  template.pathname = `/${TEMPLATE}`;
  const { code, output } = await run([process.execPath, '--enable-source-maps', join(root, 'dist/cli.js'), 'migrate'], {
    env: {
      NODE_ENV: 'test',
      DATABASE_URL: template.href,
      REDIS_URL: stack.redisUrl,
      REDIS_CACHE_URL: stack.redisCacheUrl,
      JWT_SECRET: 'a secret for tests alone, long enough to pass',
    },
  });
  if (code !== 0) throw new Error(`"node dist/cli.js migrate" failed with code ${code}.\n${output}`);
}
