import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { files, read } from '../docs/markdown.js';
import { documentedMetrics } from '../support/monitoring.js';

interface Declared {
  file: string;
  kind: string;
  name: string;
  help: string;
  labels: string[];
}

const DECLARATION =
  /\.(counts?|spreads?|gauge|counter|histogram)(?:<[^>]*>)?\(\{\s*name: '(\w+)',\s*help: '([^']+)',?(?:\s*labels: \[([^\]]*)\])?/g;

const sources = files.filter((file) => file.startsWith('src/') && !file.endsWith('.spec.ts'));
const declared: Declared[] = sources.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(DECLARATION)].map(([, kind = '', name = '', help = '', labels = '']) => ({
    file,
    kind,
    name,
    help,
    labels: [...labels.matchAll(/'(\w+)'/g)].map(([, label = '']) => label),
  })),
);

/** Prometheus wants base units: https://prometheus.io/docs/practices/naming/ */
const NO_BASE_UNIT = /_(ms|millis|milliseconds|micros|minutes|hours|days|kb|mb|kilobytes|megabytes|percent)(_|$)/;
const RESERVED = /_(total|count|sum|bucket)$/;

/** With `_total` what only grows; with its unit what is measured; never as another kind ends. */
function endsWell(kind: string, name: string): boolean {
  if (kind.startsWith('count')) return name.endsWith('_total');
  const measured = kind.startsWith('spread') || kind === 'histogram';
  return !RESERVED.test(name) && (!measured || /_(seconds|bytes)$/.test(name));
}

const inOrder = <T>(entries: [string, T][]) => Object.fromEntries(entries.toSorted(([a], [b]) => a.localeCompare(b)));

describe('a metric', () => {
  it('is found wherever it is declared', () => {
    const mentioned = sources.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/name: '(tertulia_\w+)'/g)].map(([, name]) => name),
    );
    expect(declared.length).toBeGreaterThan(30);
    expect(new Set(declared.map(({ name }) => name))).toEqual(new Set(mentioned));
  });

  it.each(declared)('$name is named as Prometheus names things', ({ name, kind }) => {
    expect(name).toMatch(/^tertulia_[a-z]+(_[a-z]+)*$/);
    expect(name).not.toMatch(NO_BASE_UNIT);
    expect(endsWell(kind, name)).toBe(true);
  });

  it.each(declared)('$name has labels that say what they are, and none that belongs to the scrape', ({ labels }) => {
    for (const label of labels) {
      expect(label).toMatch(/^[a-z]+$/);
      expect(['le', 'quantile', 'instance', 'job_name']).not.toContain(label);
    }
  });

  it('is declared once', () => {
    const names = declared.map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('is documented with its labels, and nothing else is', () => {
    const documented = documentedMetrics(read('docs/operations.md'));
    expect(inOrder([...documented])).toEqual(inOrder(declared.map(({ name, labels }) => [name, labels])));
  });
});
