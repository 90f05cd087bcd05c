import type { Counts, Sample, Spreads } from './instruments.js';

interface Named {
  name: string;
  help: string;
}

/** Counters in Prometheus' text form: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function countsText({ name, help }: Named, counts: Counts<string>): string {
  const lines = counts.all().map(({ labels, instrument }) => line(name, labels, instrument.value));
  return [...head(name, help, 'counter'), ...lines].join('\n');
}

/** Values of one moment; none where there was nothing to observe. */
export function gaugeText({ name, help }: Named, samples: Sample<string>[]): string {
  return [...head(name, help, 'gauge'), ...samples.map(({ labels, value }) => line(name, labels, value))].join('\n');
}

/** Histograms: each bucket holds all values up to its bound. */
export function spreadsText({ name, help }: Named, spreads: Spreads<string>): string {
  const lines = spreads.all().flatMap(({ labels, instrument: { bounds, counts, count, sum } }) => {
    let upTo = 0;
    const buckets = [...counts].map((here, place) => {
      upTo += here;
      return line(`${name}_bucket`, { ...labels, le: String(bounds[place] ?? '+Inf') }, upTo);
    });
    return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, count)];
  });
  return [...head(name, help, 'histogram'), ...lines].join('\n');
}

const head = (name: string, help: string, type: string) => [
  `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
  `# TYPE ${name} ${type}`,
];

function line(name: string, labels: Record<string, string>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
