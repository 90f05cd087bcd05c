/**
 * What is counted with each message. prom-client makes a key of the labels at every observation (0.1 µs for a counter,
 * 0.35 µs for a histogram); these keep their children, and are read when somebody asks: docs/adr/0017-instruments.md.
 */
export type Labels<L extends string> = Record<L, string>;

export interface Sample<L extends string> {
  labels: Labels<L>;
  value: number;
}

/** How often something happened since the process began. */
export class Count {
  value = 0;

  add(times = 1): void {
    this.value += times;
  }
}

/** How values are spread, in Prometheus' way: how many there were up to each bound. */
export class Spread {
  /** Of each bound those above the one before; the last are above all bounds. */
  readonly counts: Float64Array;
  count = 0;
  sum = 0;

  /** In ascending order. */
  constructor(readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** `times` stands for as many equal values. */
  observe(value: number, times = 1): void {
    const { bounds, counts } = this;
    let place = 0;
    while (place < bounds.length && value > (bounds[place] as number)) place++;
    counts[place] = (counts[place] as number) + times;
    this.count += times;
    this.sum += value * times;
  }
}

/** One instrument for each set of labels that is asked for. Labels are closed sets: nothing that clients choose. */
class Family<L extends string, T> {
  private readonly children = new Map<string, { labels: Labels<L>; instrument: T }>();

  constructor(
    private readonly names: readonly L[],
    private readonly make: () => T,
  ) {}

  /** Always the same one for the same labels: whoever needs it often keeps it. */
  of(labels: Labels<L>): T {
    const key = this.names.map((name) => labels[name]).join('\n');
    const known = this.children.get(key);
    if (known) return known.instrument;
    const instrument = this.make();
    this.children.set(key, { labels, instrument });
    return instrument;
  }

  all(): { labels: Labels<L>; instrument: T }[] {
    return [...this.children.values()];
  }
}

export class Counts<L extends string> extends Family<L, Count> {
  constructor(names: readonly L[]) {
    super(names, () => new Count());
  }

  get total(): number {
    return this.all().reduce((sum, { instrument }) => sum + instrument.value, 0);
  }
}

export class Spreads<L extends string> extends Family<L, Spread> {
  constructor(names: readonly L[], bounds: readonly number[]) {
    super(names, () => new Spread(bounds));
  }
}
