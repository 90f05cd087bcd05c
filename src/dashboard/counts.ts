/**
 * What was counted, by name: `accepted`, `error/forbidden`, `deliver/server/0.05`. One flat form for all counters and
 * histogram buckets, so that there is one way to subtract, to add up and to store them. Zeros are left out.
 */
export type Counts = Readonly<Record<string, number>>;

/** Of counters that only grow: what came between the two. */
export function difference(now: Counts, before: Counts): Counts {
  const change: Record<string, number> = {};
  for (const [name, value] of Object.entries(now)) {
    const added = value - (before[name] ?? 0);
    if (added > 0) change[name] = added;
  }
  return change;
}

export function sum(all: Iterable<Counts>): Counts {
  const total: Record<string, number> = {};
  for (const counts of all)
    for (const [name, value] of Object.entries(counts)) total[name] = (total[name] ?? 0) + value;
  return total;
}

/** The larger of each. */
export function highest(all: Iterable<Counts>): Counts {
  const peak: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, value] of Object.entries(counts)) peak[name] = Math.max(peak[name] ?? 0, value);
  }
  return peak;
}

/** Those under `group/`, by the rest of their names. */
export function under(counts: Counts, group: string): Record<string, number> {
  const prefix = `${group}/`;
  return Object.fromEntries(
    Object.entries(counts).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}

export const total = (counts: Counts): number => Object.values(counts).reduce((all, value) => all + value, 0);
