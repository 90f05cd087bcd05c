import { Injectable, Logger } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

interface Described<L extends string> {
  /** Begins with `tertulia_`, ends with its unit; docs/operations.md has a row for it. */
  name: `tertulia_${string}`;
  help: string;
  labels?: readonly L[];
}

interface Observed<L extends string> extends Described<L> {
  /** Asked at each scrape. What takes longer than a scrape may wait, or throws, leaves the gauge out of that scrape. */
  observe: () => Promise<Sample<L>[]>;
}

export interface Sample<L extends string> {
  labels: Record<L, string>;
  value: number;
}

/** A scrape answers within a second, whatever of the things that it asks for hangs. */
const OBSERVE_WITHIN_MS = 500;

/** What this process measures, in Prometheus' text form. Each application has its own registry. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly logger = new Logger(Metrics.name);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
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
  gauge<L extends string = never>({ name, help, labels = [], observe }: Observed<L>): void {
    const { logger } = this;
    const gauge = new Gauge<L>({
      name,
      help,
      labelNames: labels,
      registers: [],
      async collect() {
        const samples = await inTime(observe()).catch((error: unknown) => {
          logger.debug({ err: error }, `${name} was not observed`);
          return [];
        });
        // What could not be observed is not there: an old value would look like a good one.
        this.reset();
        for (const { labels: at, value } of samples) this.set(at, value);
      },
    });
    this.registry.registerMetric(gauge);
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('not observed in time')), OBSERVE_WITHIN_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
