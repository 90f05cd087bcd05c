/** A text, and what of it is selected. */
export interface Selected {
  text: string;
  start: number;
  end: number;
}

/** What replaces `from` up to `to`, and what is selected then. */
export interface Edit {
  from: number;
  to: number;
  insert: string;
  start: number;
  end: number;
}

export type Format = 'bold' | 'italic' | 'strike' | 'code' | 'codeBlock' | 'quote' | 'list' | 'link';

const MARKS: Partial<Record<Format, string>> = { bold: '**', italic: '_', strike: '~~', code: '`' };
const PREFIXES: Partial<Record<Format, string>> = { quote: '> ', list: '- ' };

/** The text after an edit. */
export const applyEdit = (text: string, { from, to, insert }: Edit): string =>
  text.slice(0, from) + insert + text.slice(to);

/** Formats what is selected, or takes the format away where it is there. */
export function format(selected: Selected, how: Format): Edit {
  const mark = MARKS[how];
  if (mark) return marked(selected, mark);
  const prefix = PREFIXES[how];
  if (prefix) return prefixed(selected, prefix);
  return how === 'link' ? linked(selected) : fenced(selected);
}

function marked({ text, start, end }: Selected, mark: string): Edit {
  const { length } = mark;
  const words = text.slice(start, end);
  if (text.slice(start - length, start) === mark && text.slice(end, end + length) === mark) {
    return { from: start - length, to: end + length, insert: words, start: start - length, end: end - length };
  }
  if (words.length >= 2 * length && words.startsWith(mark) && words.endsWith(mark)) {
    const inside = words.slice(length, -length);
    return { from: start, to: end, insert: inside, start, end: start + inside.length };
  }
  // Markdown takes no mark that has a space within it.
  const core = words.trim();
  const before = words.length - words.trimStart().length;
  const from = start + (core === '' ? 0 : before);
  const to = core === '' ? end : from + core.length;
  const inside = core === '' ? '' : core;
  return { from, to, insert: mark + inside + mark, start: from + length, end: from + length + inside.length };
}

function prefixed({ text, start, end }: Selected, prefix: string): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const nextBreak = text.indexOf('\n', end);
  const to = nextBreak === -1 ? text.length : nextBreak;
  const lines = text.slice(from, to).split('\n');
  const all = lines.every((line) => line.startsWith(prefix));
  const insert = lines.map((line) => (all ? line.slice(prefix.length) : prefix + line)).join('\n');
  const shift = all ? -prefix.length : prefix.length;
  const grown = insert.length - (to - from);
  return { from, to, insert, start: Math.max(from, start + shift), end: Math.max(from, end + grown) };
}

function linked({ text, start, end }: Selected): Edit {
  const words = text.slice(start, end);
  if (/^https?:\/\/\S+$/.test(words)) {
    return { from: start, to: end, insert: `[](${words})`, start: start + 1, end: start + 1 };
  }
  const address = start + words.length + 3;
  return { from: start, to: end, insert: `[${words}](https://)`, start: address, end: address + 'https://'.length };
}

function fenced({ text, start, end }: Selected): Edit {
  const before = start > 0 && text[start - 1] !== '\n' ? '\n' : '';
  const after = end < text.length && text[end] !== '\n' ? '\n' : '';
  const words = text.slice(start, end);
  const inside = start + before.length + 4;
  const insert = `${before}\`\`\`\n${words}\n\`\`\`${after}`;
  return { from: start, to: end, insert, start: inside, end: inside + words.length };
}

const ITEM = /^(\s*)([-*+]|(\d+)[.)])( (?:\[[ x]\] )?)(.*)$/;

/** A new line within a list or a quote goes on with it; null where there is nothing to go on with. */
export function newLine({ text, start, end }: Selected): Edit | null {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const line = text.slice(from, start);
  const item = ITEM.exec(line);
  const quote = item ? null : /^((?:> ?)+)(.*)$/.exec(line);
  if (!item && !quote) return null;
  const words = item ? item[5] : quote?.[2];
  // Who leaves an item empty is at the end of the list.
  if (words === '') return { from, to: end, insert: '', start: from, end: from };
  const mark = item ? item[1] + nextMark(item) + (item[4]?.includes('[') ? ' [ ] ' : ' ') : (quote?.[1] ?? '');
  const at = start + 1 + mark.length;
  return { from: start, to: end, insert: `\n${mark}`, start: at, end: at };
}

const nextMark = ([, , mark = '', number]: RegExpExecArray): string =>
  number === undefined ? mark : mark.replace(number, String(Number(number) + 1));

/** Whether the caret stands in a block of code. */
export const isInCode = ({ text, start }: Selected): boolean =>
  (text.slice(0, start).match(/^ {0,3}```/gm)?.length ?? 0) % 2 === 1;
