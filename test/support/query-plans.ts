import { Client } from 'pg';
import { vi } from 'vitest';
import { z } from 'zod';

interface Query {
  text: string;
  values: unknown[];
}

const Node = z.looseObject({ 'Node Type': z.string(), 'Relation Name': z.string().optional() });
const Plan = z.tuple([z.looseObject({ Plan: z.unknown() })]);
const Sent = z.union([
  z.string().transform((text) => ({ text, values: null })),
  z.object({ text: z.string(), values: z.array(z.unknown()).nullish() }),
]);

/** Watches what a process asks PostgreSQL, and asks how each of those queries is carried out. */
export class QueryPlans {
  private readonly spy = vi.spyOn(Client.prototype, 'query');

  /** Sequential scans of these tables among the plans of what `work` asked, each with its query. */
  async sequentialScans(db: Client, tables: string[], work: () => Promise<unknown>): Promise<string[]> {
    this.spy.mockClear();
    await work();
    const queries = this.spy.mock.calls.flatMap((call) => queryOf(call));
    const scans: string[] = [];
    for (const { text, values } of queries) {
      if (!/^\s*(SELECT|UPDATE|DELETE|WITH)/i.test(text)) continue;
      const { rows } = await db.query<{ 'QUERY PLAN': unknown }>({ text: `EXPLAIN (FORMAT JSON) ${text}`, values });
      const [{ Plan: plan }] = Plan.parse(rows[0]?.['QUERY PLAN']);
      const scanned = scannedIn(plan).filter((relation) => tables.includes(relation));
      scans.push(...scanned.map((relation) => `${relation}: ${text.replaceAll(/\s+/g, ' ')}`));
    }
    return scans;
  }

  /** How many queries the last work made. */
  get count(): number {
    return this.spy.mock.calls.length;
  }

  stop(): void {
    this.spy.mockRestore();
  }
}

function queryOf([sent, more]: unknown[]): Query[] {
  const parsed = Sent.safeParse(sent);
  if (!parsed.success) return [];
  return [{ text: parsed.data.text, values: parsed.data.values ?? (Array.isArray(more) ? more : []) }];
}

/** Tables that the plan reads from end to end. */
function scannedIn(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(scannedIn);
  const node = Node.safeParse(plan);
  if (!node.success) return [];
  const own = node.data['Node Type'] === 'Seq Scan' ? [node.data['Relation Name'] ?? 'something'] : [];
  return [...own, ...scannedIn(node.data['Plans'] ?? [])];
}
