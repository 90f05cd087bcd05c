import { Client } from 'pg';

/** Databases of the run's own PostgreSQL: one for each start of a subject. */
export class Databases {
  private made = 0;

  constructor(private readonly adminUrl: string) {}

  async create(label: string): Promise<Database> {
    const name = `bench_${label.replaceAll(/\W/g, '_')}_${++this.made}`;
    await withClient(this.adminUrl, (client) => client.query(`create database ${name}`));
    const url = new URL(this.adminUrl);
    url.pathname = `/${name}`;
    return new Database(url.href, () =>
      withClient(this.adminUrl, (client) => client.query(`drop database ${name} with (force)`)),
    );
  }

  /** What the run stands on, and proof that nothing is faked. */
  async describe(): Promise<Record<string, string>> {
    const names = ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes'];
    return withClient(this.adminUrl, async (client) => {
      const { rows } = await client.query<{ name: string; setting: string }>(
        'select name, setting from pg_settings where name = any($1)',
        [names],
      );
      return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    });
  }
}

export class Database {
  constructor(
    readonly url: string,
    readonly drop: () => Promise<unknown>,
  ) {}

  async run(text: string, values: unknown[] = []): Promise<void> {
    await withClient(this.url, (client) => client.query(text, values));
  }

  /** One row of counts. */
  async count(text: string): Promise<Record<string, number>> {
    return withClient(this.url, async (client) => {
      const { rows } = await client.query<Record<string, string>>(text);
      return Object.fromEntries(Object.entries(rows[0] ?? {}).map(([name, value]) => [name, Number(value)]));
    });
  }
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
