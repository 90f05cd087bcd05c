/** What `/metrics` printed: the value of each series, as the text writes it (`name{label="value"}`). */
export class Scrape {
  private constructor(
    readonly text: string,
    private readonly series: Map<string, number>,
  ) {}

  static async of(url: string): Promise<Scrape> {
    const response = await fetch(`${url}/metrics`);
    if (response.status !== 200) throw new Error(`answered ${response.status}`);
    return Scrape.parse(await response.text());
  }

  static parse(text: string): Scrape {
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const series = lines.map((line): [string, number] => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    });
    return new Scrape(text, new Map(series));
  }

  /** 0 where there is no such series: Prometheus adds nothing for it. */
  value(series: string): number {
    return this.series.get(series) ?? 0;
  }

  has(series: string): boolean {
    return this.series.has(series);
  }

  /** Those of the name that are not 0, by their labels: `door="rest"`. */
  counted(name: string): Record<string, number> {
    const mine = [...this.series].flatMap(([series, value]): [string, number][] =>
      series.startsWith(`${name}{`) && value !== 0 ? [[series.slice(name.length + 1, -1), value]] : [],
    );
    return Object.fromEntries(mine);
  }

  /** Names of labels by the metric that has them, of all series; a histogram's bounds are none. */
  get labels(): Map<string, Set<string>> {
    const { types } = this;
    const labels = new Map<string, Set<string>>();
    for (const series of this.series.keys()) {
      const name = series.replace(/\{.*/, '');
      const metric = types.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '');
      const found = labels.get(metric) ?? new Set();
      for (const [, label = ''] of series.matchAll(/[{,](\w+)="/g)) if (label !== 'le') found.add(label);
      labels.set(metric, found);
    }
    return labels;
  }

  sum(name: string): number {
    return Object.values(this.counted(name)).reduce((total, value) => total + value, 0);
  }

  /** Names by their type, as the text declares them. */
  get types(): Map<string, string> {
    return new Map([...this.text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]));
  }
}
