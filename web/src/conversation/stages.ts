interface Keyed {
  readonly key: string;
}

/** What a virtual list is given at one moment. */
export interface Stage<R extends Keyed> {
  readonly rows: readonly R[];
  /** It differs from the stage before at the beginning. */
  readonly shift: boolean;
  /** Another one where nothing is left of the stage before. */
  readonly generation: number;
  /** Where all the stages lead. */
  readonly wanted: readonly R[];
}

export const firstStage = <R extends Keyed>(wanted: readonly R[]): Stage<R> => ({
  rows: wanted,
  shift: false,
  generation: 0,
  wanted,
});

/**
 * The next stage on the way to the wanted rows. A virtual list holds its place when one end changes; where both do, the
 * beginning changes first.
 */
export function nextStage<R extends Keyed>({ rows, generation }: Stage<R>, wanted: readonly R[]): Stage<R> {
  const places = new Map(wanted.map(({ key }, index) => [key, index]));
  const from = rows.findIndex(({ key }) => places.has(key));
  if (from === -1) return { rows: wanted, shift: false, generation: generation + 1, wanted };
  const to = places.get(rows[from]?.key ?? '') ?? 0;
  let same = 1;
  while (rows[from + same] !== undefined && rows[from + same]?.key === wanted[to + same]?.key) same++;
  const shift = from > 0 || to > 0;
  const endDiffers = from + same < rows.length || to + same < wanted.length;
  if (!shift || !endDiffers) return { rows: wanted, shift, generation, wanted };
  return { rows: [...wanted.slice(0, to + same), ...rows.slice(from + same)], shift, generation, wanted };
}

export const isLast = <R extends Keyed>({ rows, wanted }: Stage<R>): boolean => rows === wanted;
