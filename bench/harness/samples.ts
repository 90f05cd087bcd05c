export interface Stat {
  median: number;
  min: number;
  max: number;
  rounds: number;
}

/** Every figure of a run, by what was done, by whom, and what was counted. */
export class Samples {
  private readonly values = new Map<string, number[]>();

  add(work: string, subject: string, metrics: Record<string, number>): void {
    for (const [metric, value] of Object.entries(metrics)) {
      const key = `${work}|${subject}|${metric}`;
      this.values.set(key, [...(this.values.get(key) ?? []), value]);
    }
  }

  find(work: string, subject: string, metric: string): Stat | null {
    const values = this.values.get(`${work}|${subject}|${metric}`);
    if (!values || values.length === 0) return null;
    const sorted = values.toSorted((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    const low = sorted[Math.floor(middle)] ?? 0;
    const high = sorted[Math.ceil(middle)] ?? 0;
    return { median: (low + high) / 2, min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0, rounds: sorted.length };
  }

  /** Median of one subject over that of another. */
  ratio(
    metric: string,
    ours: { work: string; subject: string },
    theirs: { work: string; subject: string },
  ): number | null {
    const over = this.find(ours.work, ours.subject, metric)?.median;
    const under = this.find(theirs.work, theirs.subject, metric)?.median;
    return over === undefined || !under ? null : over / under;
  }
}
