import { availableParallelism } from 'node:os';
import type { Options } from './options.js';
import type { Samples } from './samples.js';
import { renderTables, renderVerdicts, tabulateVerdicts } from './tables.js';

export interface Circumstances {
  options: Options;
  postgres: Record<string, string>;
  /** Shares of a core that others used during the turns. */
  noise: number[];
}

const percent = (share: number | undefined): string => `${Math.round((share ?? 0) * 100)} %`;

function circumstances({ options, postgres, noise }: Circumstances): string {
  const sorted = noise.toSorted((a, b) => a - b);
  const settings = Object.entries(postgres)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  return [
    `${availableParallelism()} cores, Node ${process.versions.node}, PostgreSQL on disk with ${settings}; everything on the loopback interface.`,
    `${options.rounds} round${options.rounds === 1 ? '' : 's'}${options.quick ? ' (--quick: a first look, not a figure to quote)' : ''}.`,
    `Others used ${percent(sorted[Math.floor(sorted.length / 2)])} of a core in the median turn, ${percent(sorted.at(-1))} in the worst.`,
  ].join(' ');
}

/** What a run with --only leaves as it is: every table and target that it has no figures for. */
class EarlierPage {
  constructor(private readonly text: string) {}

  circumstances(): string | null {
    return /^\d+ cores, .*$/m.exec(this.text)?.[0] ?? null;
  }

  verdict(key: string): string | null {
    return this.text.split('\n').find((line) => line.startsWith(key)) ?? null;
  }

  table(title: string): string | null {
    const section = this.text.split(/^(?=## )/m).find((part) => part.startsWith(`## ${title}\n`));
    return section?.trimEnd() ?? null;
  }
}

/** `earlier` is the page that a run of a part adds its figures to; null for a run that stands by itself. */
export function renderPage(samples: Samples, about: Circumstances, earlier: string | null): string {
  const before = new EarlierPage(earlier ?? '');
  const overall = before.circumstances();
  const now = circumstances(about);
  const tables = renderTables(samples).flatMap(({ title, text }) => {
    if (text === null) return before.table(title) ?? [];
    return overall === null ? text : `${text}\n\nMeasured by itself: ${now}`;
  });
  const verdicts = renderVerdicts(samples).flatMap(({ key, text }) => text ?? before.verdict(key) ?? []);
  return frame(overall ?? now, tabulateVerdicts(verdicts), tables.join('\n\n'));
}

const frame = (about: string, verdicts: string, tables: string): string => `# Benchmarks

<!-- Written by \`npm run bench\`: change the benchmark, not this page. -->

\`npm run bench\` (a quarter of an hour; \`npm run bench -- --quick\` for a first look, \`--help\` for the rest) starts a
PostgreSQL and a Redis of its own, then the servers below, and lets them take turns at the same work: A B C, A B C, and so
on. Figures are medians over the rounds, with least and most in brackets. Read the ratios: figures depend on the machine.

- **tertulia**: this server as built, with authentication, membership, idempotency, unread counts and outbox on; only rate
  limits are off.
- **naive** (\`bench/naive\`): NestJS and Socket.IO as tutorials have it. JWT checked on connection, memberships by TypeORM,
  one \`repository.save()\` a message, then \`server.to(room).emit()\`. **naive-insert** uses \`repository.insert()\`.
- **ws** (\`bench/ws\`): the bare \`ws\` server, no authentication, no storage: what the transport itself costs.
- **node:http**, **@Sse** (\`bench/sse\`): event streams alone, from the bare server and in Nest's own way; no
  authentication, no storage.

One load generator, in a process of its own, drives all of them over raw WebSockets or raw HTTP, one write for what it sends in one
tick. After each turn every send has its ack and every delivery has come, in order; after each section the database holds
as many messages as were acked. A run that finds otherwise fails.

${about}

## Targets

${verdicts}

${tables}
`;
