import { sanitizeHtml } from './html-sanitizer.js';
import { parseMarkdown, parsePlain } from './markdown.js';
import type { KnownNames, Mentioned } from './mentions.js';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** What a rendering may have beyond five times its body, which is what text alone may come to. */
export const MAX_MARKUP = 8192;

/** A body that has been parsed, and what has to be known before it is rendered. */
export interface ReadBody {
  /** In lower case, as they stand. */
  names: ReadonlySet<string>;
  /** The HTML, safe to insert, and what is mentioned in it, in its order. */
  render: (known: KnownNames) => { html: string; found: Mentioned[] };
}

/** Characters that mean something to Markdown wherever they stand, or only at the beginning or the end of a line within. */
const MARKUP = /[\\`*_[\]<&@|]|~~|:\/|mailto:|[^\S\n ]|(?:^|\n)(?:[ #>+=:-]|\d+[.)])|[ \n]\n|^\n/i;
const NO_NAMES: ReadonlySet<string> = new Set();

/** Parses a body once, for its rendering and for whom it mentions. Text without markup costs next to nothing. */
export const readBody = (body: string): ReadBody =>
  MARKUP.test(body) ? readMarkdown(body) : { names: NO_NAMES, render: () => ({ html: renderText(body), found: [] }) };

/** What the whole way through parser and sanitizer would make of it. Keyboards leave a space behind the last word. */
const renderText = (body: string) => `<p>${body.trimEnd().replaceAll('>', '&gt;').replaceAll('\n', '<br>')}</p>`;

export function readMarkdown(body: string): ReadBody {
  const { names, render } = parseMarkdown(body) ?? parsePlain(body);
  return {
    names,
    render: (known) => {
      let { html, found } = render(known);
      // Nobody should see nothing, nor much more than was written.
      if (html === '' || html.length > body.length * 5 + MAX_MARKUP) ({ html, found } = parsePlain(body).render(known));
      return { html: sanitizeHtml(html), found };
    },
  };
}
