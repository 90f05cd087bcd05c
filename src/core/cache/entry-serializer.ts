/** What bentocache keeps of an entry, beside its value. */
interface Entry {
  value: unknown;
}

const hasText = (value: unknown): value is { text: string } =>
  typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string';

/**
 * An entry's text follows its head as it is: texts are JSON, and as a text within JSON one would be escaped and read
 * through at every look. Heads are one line.
 */
export const entrySerializer = {
  serialize(entry: unknown): string {
    const { value, ...rest } = entry as Entry;
    if (!hasText(value)) return JSON.stringify(entry);
    const { text, ...head } = value;
    return `${JSON.stringify({ ...rest, value: head })}\n${text}`;
  },

  deserialize(kept: string): Entry {
    const end = kept.indexOf('\n');
    if (end === -1) return JSON.parse(kept) as Entry;
    const entry = JSON.parse(kept.slice(0, end)) as Entry;
    return { ...entry, value: { ...(entry.value as object), text: kept.slice(end + 1) } };
  },
};
