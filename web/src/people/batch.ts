/** How many ids the server takes at once. */
const MAX_IDS = 100;

/** What is asked for one by one within a tick is loaded together. Answers null for what the loader leaves out. */
export function batched<T>(
  load: (ids: string[]) => Promise<ReadonlyMap<string, T>>,
): (id: string) => Promise<T | null> {
  let waiting = new Map<string, Promise<T | null>>();
  let page: { ids: string[]; loaded: Promise<ReadonlyMap<string, T>> } | null = null;

  const begin = (): NonNullable<typeof page> => {
    const ids: string[] = [];
    const loaded = new Promise<void>((resolve) => setTimeout(resolve)).then(() => {
      page = null;
      waiting = new Map();
      return load(ids);
    });
    return { ids, loaded };
  };

  return (id) => {
    const known = waiting.get(id);
    if (known) return known;
    if (!page || page.ids.length >= MAX_IDS) page = begin();
    page.ids.push(id);
    const found = page.loaded.then((map) => map.get(id) ?? null);
    waiting.set(id, found);
    return found;
  };
}
