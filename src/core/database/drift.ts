import { Client } from 'pg';

/** A count that is kept, compared with what it counts. */
export interface DriftCheck {
  /** What is compared, for people to read. */
  name: string;
  /** Selects `place`, `kept` and `counted`, each as text, of whatever differs: by one statement, so of one moment. */
  text: string;
}

export interface Drift {
  name: string;
  place: string;
  kept: string | null;
  counted: string | null;
}

/** What is drifted in one way is drifted in many places; the first tell what to look for. */
const MOST = 100;

/** Goes through whole tables: for operators and tests, not for requests. */
export async function findDrift(url: string, checks: readonly DriftCheck[]): Promise<Drift[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const found: Drift[] = [];
    for (const { name, text } of checks) {
      const { rows } = await client.query<Omit<Drift, 'name'>>(`SELECT * FROM (${text}) drift LIMIT ${MOST}`);
      found.push(...rows.map((row) => ({ name, ...row })));
    }
    return found;
  } finally {
    await client.end();
  }
}
