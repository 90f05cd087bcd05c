import { Injectable, Logger } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { VERSION } from '../config/version.js';
import { inTime } from '../in-time.js';
import { countsText, gaugeText, spreadsText } from './exposition.js';
import { type Count, Counts, type Sample, type Spread, Spreads } from './instruments.js';
import { type Bucket, bucketsOf, samplesOf } from './readings.js';

interface Described<L extends string> {
  /** Begins with `tertulia_`, ends with its unit; docs/operations.md has a row for it. */
  name: `tertulia_${string}`;
  help: string;
  labels?: readonly L[];
}

interface Observed<L extends string> extends Described<L> {
  /** Asked at each scrape. What takes longer than a scrape may wait, or throws, leaves the gauge out of that scrape. */
  observe: () => Promise<Sample<L>[]> | Sample<L>[];
}

/** An instrument that is not prom-client's; what it is says which of the two it can be asked for. */
interface Own {
  text: () => string | Promise<string>;
  samples?: () => Sample<string>[] | Promise<Sample<string>[]>;
  buckets?: () => Bucket[];
}

type Unlabelled = Omit<Described<never>, 'labels'>;

/** Bounds of what takes between half a millisecond and ten seconds. */
export const LATENCY_SECONDS = [
  0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** A scrape answers within a second, whatever of the things that it asks for hangs. */
const OBSERVE_WITHIN_MS = 500;

/** Of the process itself, observed once however many applications run in it: nothing ends these observers. */
let ofProcess: Registry | undefined;
function processRegistry(): Registry {
  if (!ofProcess) collectDefaultMetrics({ register: (ofProcess = new Registry()) });
  return ofProcess;
}

/** What this process measures, in Prometheus' text form. Each application has its own registry. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly ofProcess = processRegistry();
  private readonly logger = new Logger(Metrics.name);
  /** What is not prom-client's, by its name. */
  private readonly own = new Map<string, Own>();

  constructor() {
    this.gauge({
      name: 'tertulia_build_info',
      help: 'Always 1; its label is what runs here',
      labels: ['version'],
      observe: () => [{ labels: { version: VERSION }, value: 1 }],
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /**
   * For what happens with each message or request. A series that begins at 1 has not increased for Prometheus: who
   * counts what alerts look at asks for its children before they are needed.
   */
  counts<L extends string>(described: Described<L> & { labels: readonly L[] }): Counts<L> {
    const counts = new Counts(described.labels);
    this.keep(described.name, { text: () => countsText(described, counts), samples: () => samplesOf(counts) });
    return counts;
  }

  count(described: Unlabelled): Count {
    return this.counts<never>({ ...described, labels: [] }).of({});
  }

  /** For what is measured with each message or request. */
  spreads<L extends string>(
    described: Described<L> & { labels: readonly L[]; bounds?: readonly number[] },
  ): Spreads<L> {
    const spreads = new Spreads(described.labels, described.bounds ?? LATENCY_SECONDS);
    this.keep(described.name, { text: () => spreadsText(described, spreads), buckets: () => bucketsOf(spreads) });
    return spreads;
  }

  spread(described: Unlabelled & { bounds?: readonly number[] }): Spread {
    return this.spreads<never>({ ...described, labels: [] }).of({});
  }

  counter<L extends string = never>({ name, help, labels = [] }: Described<L>): Counter<L> {
    return new Counter({ name, help, labelNames: labels, registers: [this.registry] });
  }

  histogram<L extends string = never>({
    name,
    help,
    labels = [],
    buckets,
  }: Described<L> & { buckets: number[] }): Histogram<L> {
    return new Histogram({ name, help, labelNames: labels, buckets, registers: [this.registry] });
  }

  /** A value that is looked up when somebody asks, not kept. */
  gauge<L extends string = never>({ observe, ...described }: Observed<L>): void {
    const samples = () => this.observed(described.name, observe);
    this.keep(described.name, { text: async () => gaugeText(described, await samples()), samples });
  }

  async text(): Promise<string> {
    const own = [...this.own.values()].map(({ text }) => text());
    const texts = await Promise.all([...own, this.ofProcess.metrics(), this.registry.metrics()]);
    return `${texts.map((text) => text.trim()).join('\n\n')}\n`;
  }

  /** What a counter or gauge says now, for each set of its labels; nothing where this process has none of that name. */
  async values(name: string): Promise<Sample<string>[]> {
    const samples = this.own.get(name)?.samples;
    if (samples) return samples();
    const values = (await this.registry.getSingleMetric(name)?.get())?.values ?? [];
    return values.map(({ labels, value }) => ({ labels: asText(labels), value }));
  }

  /** How the values of a `spreads` lie between its bounds, for each set of its labels. */
  buckets(name: string): Bucket[] {
    return this.own.get(name)?.buckets?.() ?? [];
  }

  /** What could not be observed is not there: an old value, or none, would look like a good one. */
  private async observed<L extends string>(name: string, observe: Observed<L>['observe']): Promise<Sample<L>[]> {
    try {
      return await inTime((async () => observe())(), OBSERVE_WITHIN_MS);
    } catch (error) {
      this.logger.debug({ err: error }, `${name} was not observed`);
      return [];
    }
  }

  private keep(name: string, instrument: Own): void {
    if (this.own.has(name)) throw new Error(`Two instruments are called ${name}`);
    this.own.set(name, instrument);
  }
}

const asText = (labels: Partial<Record<string, string | number>>): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
