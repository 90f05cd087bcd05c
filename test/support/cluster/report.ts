import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figures } from './figures.js';

export interface Reported {
  scenario: string;
  seconds: number;
  verdict: string;
  figures: Figures | Record<string, number>;
  seed?: number;
  caughtUpMs?: number;
  extra?: Record<string, number>;
}

export interface ScenarioReport extends Reported {
  seed: number;
  /** Milliseconds until every client had everything, once the last send was answered. */
  caughtUpMs: number;
  figures: Figures;
  /** What only this scenario measures. */
  extra: Record<string, number>;
}

const round = (value: number | null): number | string => (value === null ? '-' : Math.round(value));

/** A table for people on the console, and the same figures as JSON for whoever wants to compare runs. */
export function report(reports: readonly Reported[], file: string): void {
  console.log(reports.map((each) => `\n${each.scenario}\n${inLines(cellsOf(each))}`).join('\n'));
  const dir = join(process.env['CLUSTER_REPORT_DIR'] ?? tmpdir(), 'tertulia-cluster-report');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, `${file}.json`), `${JSON.stringify(reports, null, 2)}\n`);
}

function cellsOf({ verdict, seed, seconds, caughtUpMs, figures, extra }: Reported): [string, number | string][] {
  const measured: Record<string, number> = caughtUpMs === undefined ? {} : { caughtUpMs };
  const numbers = Object.entries({ ...figures, ...measured, ...extra });
  return [
    ['verdict', verdict === 'clean' ? 'clean' : 'BROKEN'],
    ...(seed === undefined ? [] : [['seed', seed] satisfies [string, number]]),
    ['seconds', round(seconds)],
    ...numbers.map(([name, value]): [string, number | string] => [name, round(value)]),
  ];
}

const COLUMNS = 6;

function inLines(row: readonly [string, number | string][]): string {
  const cells = row.map(([name, value]) => `${name} ${value}`.padEnd(24));
  const lines: string[] = [];
  for (let i = 0; i < cells.length; i += COLUMNS)
    lines.push(
      `  ${cells
        .slice(i, i + COLUMNS)
        .join('')
        .trimEnd()}`,
    );
  return lines.join('\n');
}
