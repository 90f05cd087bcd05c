import { isInCode, type Selected } from './text-edit';

/** What somebody is about to name: a person or group, a channel, or an emoji. */
export interface Token {
  kind: '@' | '#' | ':';
  query: string;
  from: number;
  to: number;
}

const TOKEN = /(?:^|[\s(])(?:(@)([\p{L}\p{N}._-]*)|(#)([\p{L}\p{N}_-]*)|(:)([\p{L}\p{N}_+-]{2,}))$/u;

/** What stands before the caret, where a list of names would help; null in code, and where something is selected. */
export function tokenAt(selected: Selected): Token | null {
  const { text, start, end } = selected;
  if (start !== end || isInCode(selected)) return null;
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const found = TOKEN.exec(line);
  if (!found || (line.match(/`/g)?.length ?? 0) % 2 === 1) return null;
  const kind = (found[1] ?? found[3] ?? found[5]) as Token['kind'];
  const query = found[2] ?? found[4] ?? found[6] ?? '';
  return { kind, query, from: start - query.length - 1, to: start };
}
