import { AsyncLocalStorage } from 'node:async_hooks';
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
  private readonly spy;
  private readonly inWork = new AsyncLocalStorage<true>();
  private asked: (Query & { own: boolean })[] = [];
  /** How many queries the last work made. */
  count = 0;

  constructor() {
    const { asking } = this;
    const query = Reflect.get(Client.prototype, 'query') as (...args: unknown[]) => unknown;
    this.spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args: unknown[]) {
      asking(args);
      return query.apply(this, args);
    });
  }

  /**
   * Sequential scans of these tables among the plans of what the process asked while `work` ran, each with its query: of
   * what requests came to, and of whatever else happened then.
   */
  sequentialScans(db: Client, tables: string[], work: () => Promise<unknown>): Promise<string[]> {
    return this.scans(db, tables, work, () => true);
  }

  /** Those of what `work` itself asked, whatever the process did beside it. */
  ownSequentialScans(db: Client, tables: string[], work: () => Promise<unknown>): Promise<string[]> {
    return this.scans(db, tables, work, ({ own }) => own);
  }

  stop(): void {
    this.spy.mockRestore();
  }

  private async scans(
    db: Client,
    tables: string[],
    work: () => Promise<unknown>,
    counts: (asked: { own: boolean }) => boolean,
  ): Promise<string[]> {
    this.asked = [];
    await this.inWork.run(true, work);
    const queries = this.asked.filter(counts);
    this.count = queries.length;
    return scansOf(db, tables, queries);
  }

  private readonly asking = (args: unknown[]): void => {
    const own = this.inWork.getStore() === true;
    this.asked.push(...queryOf(args).map((query) => ({ ...query, own })));
  };
}

async function scansOf(db: Client, tables: string[], queries: Query[]): Promise<string[]> {
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
