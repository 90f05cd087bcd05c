import 'reflect-metadata';
import { ConfigurationError } from './core/config/app-config.js';
import { migrate } from './core/database/migrate.js';
import { findAllDrift } from './drift.js';
import { start } from './start.js';

/** Resolves once all of it is written: the process ends then, and a pipe takes a large document in parts. */
const print = (document: unknown) =>
  new Promise<void>((resolve) => process.stdout.write(`${JSON.stringify(document, null, 2)}\n`, () => resolve()));

/** Loaded by those commands alone that need it: a migration is done in less than that takes. */
const application = () => import('./application-commands.js');

function databaseUrl(): string {
  const { DATABASE_URL: url } = process.env;
  if (!url) throw new ConfigurationError('DATABASE_URL is required but not set');
  return url;
}

const commands: Record<string, { what: string; run: () => Promise<void> }> = {
  migrate: {
    what: 'bring the database schema up to date',
    run: async () => {
      const ran = await migrate(databaseUrl());
      console.log(ran.length > 0 ? `migrated: ${ran.join(', ')}` : 'the schema is up to date');
    },
  },
  seed: {
    what: 'make a demo organisation where the database is empty',
    run: async () => (await application()).seedDemo(),
  },
  drift: {
    what: 'compare every count that is kept with a recount; ends with 1 where one is wrong',
    run: async () => {
      const found = await findAllDrift(databaseUrl());
      for (const { name, place, kept, counted } of found)
        console.log(`${name}: ${place}: kept ${kept}, counted ${counted}`);
      if (found.length > 0) process.exit(1);
      console.log('every count is right');
    },
  },
  openapi: {
    what: 'print the OpenAPI document of the REST calls',
    run: async () => print(await (await application()).describeRest()),
  },
  asyncapi: {
    what: 'print the AsyncAPI document of the socket events',
    run: async () => print((await application()).describeEvents()),
  },
};

await start(async () => {
  const command = commands[process.argv[2] ?? ''];
  if (!command) {
    const lines = Object.entries(commands).map(([name, { what }]) => `  ${name.padEnd(10)}${what}`);
    throw new ConfigurationError(`Usage: node dist/cli.js COMMAND\n${lines.join('\n')}`);
  }
  await command.run();
  process.exit(0);
});
