import MarkdownIt, { type Env, type StateCore, type Token } from 'markdown-it';
import { MAX_NAMES, NAME } from './mentions.js';

/** What a body was found to hold while it was parsed. */
export interface BodyEnv extends Env {
  /** In lower case, as they stand. */
  names: Set<string>;
}

export const newEnv = (): BodyEnv => ({ names: new Set<string>() });

const inlineOf = ({ tokens }: StateCore) => tokens.filter(({ type }) => type === 'inline');

function textToken(content: string): Token {
  const token = new MarkdownIt.Token('text', '', 0);
  token.content = content;
  return token;
}

/** Calls back for each child with whether it stands in a link, and puts what it answers in the child's place. */
function replaceChildren(inline: Token, replace: (child: Token, inLink: boolean) => Token[] | null): void {
  let links = 0;
  inline.children = (inline.children ?? []).flatMap((child) => {
    if (child.type === 'link_open') links++;
    if (child.type === 'link_close') links--;
    return replace(child, links > 0) ?? child;
  });
}

/** Nothing is loaded from elsewhere because somebody reads: an image is a link to it. */
export function imagesAsLinks(state: StateCore): void {
  for (const inline of inlineOf(state)) {
    if (!inline.children?.some(({ type }) => type === 'image')) continue;
    replaceChildren(inline, (image, inLink) => {
      if (image.type !== 'image') return null;
      const href = String(image.attrGet('src') ?? '');
      const text = textToken(
        state.md.renderer.renderInlineAsText(image.children ?? [], state.md.options, state.env) || href,
      );
      if (inLink) return [text];
      const open = new MarkdownIt.Token('link_open', 'a', 1);
      open.attrs = [['href', href]];
      return [open, text, new MarkdownIt.Token('link_close', 'a', -1)];
    });
  }
}

const TASK = /^\[([ xX])\][ \t]+/;

/** A list item that begins with `[ ]` or `[x]` has a box that nobody can tick. */
export function taskLists(state: StateCore): void {
  state.tokens.forEach((inline, i) => {
    const isItem = state.tokens[i - 1]?.type === 'paragraph_open' && state.tokens[i - 2]?.type === 'list_item_open';
    const [first] = inline.children ?? [];
    if (!isItem || first?.type !== 'text') return;
    const [prefix, mark] = TASK.exec(first.content) ?? [];
    if (prefix === undefined) return;
    first.content = first.content.slice(prefix.length);
    const box = new MarkdownIt.Token('task_box', 'input', 0);
    box.attrs = [
      ['type', 'checkbox'],
      ['disabled', ''],
    ];
    if (mark !== ' ') box.attrs.push(['checked', '']);
    inline.children?.unshift(box, textToken(' '));
  });
}

/** The alignment of a table's column as an attribute, so that nothing in a rendering has a style. */
export function columnAlignment({ tokens }: StateCore): void {
  for (const cell of tokens) {
    if (cell.type !== 'td_open' && cell.type !== 'th_open') continue;
    const style = cell.attrGet('style');
    if (style !== null) cell.attrs = [['align', String(style).replace('text-align:', '')]];
  }
}

/** Names outside of code and links become tokens of their own, whoever turns out to have them. */
export function mentions(state: StateCore): void {
  if (!state.src.includes('@')) return;
  const { names } = state.env as BodyEnv;
  for (const inline of inlineOf(state)) {
    if (!inline.content.includes('@')) continue;
    replaceChildren(inline, (child, inLink) =>
      child.type === 'text' && !inLink && child.content.includes('@') ? splitAtNames(child.content, names) : null,
    );
  }
}

function splitAtNames(text: string, names: Set<string>): Token[] {
  const parts: Token[] = [];
  let done = 0;
  for (const { 0: match, 1: name = '', index } of text.matchAll(NAME)) {
    const key = name.toLowerCase();
    if (!names.has(key) && names.size >= MAX_NAMES) continue;
    names.add(key);
    if (index > done) parts.push(textToken(text.slice(done, index)));
    const mention = new MarkdownIt.Token('mention', 'span', 0);
    mention.content = match;
    parts.push(mention);
    done = index + match.length;
  }
  if (done < text.length) parts.push(textToken(text.slice(done)));
  return parts;
}
