import MarkdownIt, { type MarkdownIt as Parser, type Token } from 'markdown-it';
import { findMention, type KnownNames, type Mentioned } from './mentions.js';
import { type BodyEnv, columnAlignment, imagesAsLinks, mentions, newEnv, taskLists } from './markdown-rules.js';

/** Quotes, lists and emphasis in one another, beyond which nobody sees a structure and parsers begin to suffer. */
const MAX_DEPTH = 20;
/** The cells that a body's lines would have with the columns of its widest table: missing ones are filled in. */
const MAX_CELLS = 2000;
const DELIMITER_ROW = /^[\s>|:+*\d.)-]*$/;
const SAFE_LINK = /^(?:https?:\/\/|mailto:)/i;

interface RenderEnv extends BodyEnv {
  known: KnownNames;
  found: Mentioned[];
}

/** A body that was read once, and may be rendered when it is known who has the names in it. */
export interface ParsedBody {
  /** In lower case, as they stand. */
  names: Set<string>;
  render: (known: KnownNames) => { html: string; found: Mentioned[] };
}

/** CommonMark without raw HTML, with tables, strike-through, task lists and bare links; a line break is one. */
const markdown = new MarkdownIt({ breaks: true, linkify: true, maxNesting: MAX_DEPTH });
// A domain without a scheme is a file name, or a sentence without a space, as often as a link.
markdown.linkify.set({ fuzzyLink: false }).add('ftp:', null).add('//', null);
markdown.validateLink = (url) => SAFE_LINK.test(url);
// What is shown is what was written: an address in Punycode stays one.
markdown.normalizeLinkText = (url) => url;
markdown.core.ruler.push('images_as_links', imagesAsLinks);
markdown.core.ruler.push('task_lists', taskLists);
markdown.core.ruler.push('column_alignment', columnAlignment);

/** Paragraphs, lines and mentions alone. */
const plain = new MarkdownIt('zero', { breaks: true }).enable('newline');

for (const md of [markdown, plain]) {
  md.core.ruler.push('mentions', mentions);
  const { rules } = md.renderer;
  // Without the line breaks between elements that the library's own renderer writes.
  md.renderer.renderToken = (tokens, i) => renderTag(md, tokens[i]);
  for (const name of ['fence', 'code_block']) {
    const render = rules[name];
    if (render) rules[name] = (...args) => render(...args).trimEnd();
  }
  rules['softbreak'] = rules['hardbreak'] = () => '<br>';
  rules['link_open'] = (tokens, i) => {
    tokens[i]?.attrSet('target', '_blank');
    tokens[i]?.attrSet('rel', 'nofollow noopener noreferrer');
    return renderTag(md, tokens[i]);
  };
  rules['mention'] = (tokens, i, _options, env) => renderMention(md, tokens[i]?.content ?? '', env as RenderEnv);
}

function renderTag(md: Parser, token: Token | undefined): string {
  if (!token || token.hidden) return '';
  return `<${token.nesting === -1 ? '/' : ''}${token.tag}${md.renderer.renderAttrs(token)}>`;
}

const attributeOf = (mentioned: Mentioned) =>
  mentioned.kind === 'all' ? `data-all="${mentioned.whom}"` : `data-${mentioned.kind}-id="${mentioned.id}"`;

/** `text`: the name with its `@`. */
function renderMention({ utils }: Parser, text: string, { known, found }: RenderEnv): string {
  const mention = findMention(text.slice(1).toLowerCase(), known);
  if (!mention) return utils.escapeHtml(text);
  found.push(mention.mentioned);
  const end = mention.length + 1;
  const name = utils.escapeHtml(text.slice(0, end));
  return `<span class="mention" ${attributeOf(mention.mentioned)}>${name}</span>${utils.escapeHtml(text.slice(end))}`;
}

/** Of blocks the parser leaves out what stands deeper than it goes: there is nothing to be left out where this is false. */
const isTooDeep = (tokens: Token[]): boolean =>
  tokens.some(({ nesting, level, children }) =>
    children ? isTooDeep(children) : nesting === 1 && level >= MAX_DEPTH - 1,
  );

function parseWith(md: Parser, body: string): ParsedBody & { tokens: Token[] } {
  const env = newEnv();
  const tokens = md.parse(body, env);
  return {
    tokens,
    names: env.names,
    render: (known) => {
      const found: Mentioned[] = [];
      return { html: md.renderer.render(tokens, md.options, { ...env, known, found }), found };
    },
  };
}

function mayFillTables(body: string): boolean {
  if (!body.includes('|')) return false;
  const lines = body.split('\n');
  const columns = lines.map((line) => (DELIMITER_ROW.test(line) ? line.split('|').length : 0));
  return Math.max(...columns) * lines.length > Math.max(MAX_CELLS, body.length);
}

/** Null where its structure is such that it is better shown as it was written. */
export function parseMarkdown(body: string): ParsedBody | null {
  if (mayFillTables(body)) return null;
  const parsed = parseWith(markdown, body);
  return isTooDeep(parsed.tokens) ? null : parsed;
}

/** The body as it was written, mentions aside. */
export const parsePlain = (body: string): ParsedBody => parseWith(plain, body);
