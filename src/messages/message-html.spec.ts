import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_MARKUP, readBody, readMarkdown } from './message-html.js';

const NOBODY = new Map();
const render = (body: string) => readBody(body).render(NOBODY).html;
const LINK = 'target="_blank" rel="nofollow noopener noreferrer"';

describe('the rendering of a body', () => {
  it.each([
    ['hello', '<p>hello</p>'],
    ['  hello \n', '<p>hello</p>'],
    ['hello ', '<p>hello</p>'],
    ['hello\n', '<p>hello</p>'],
    ['one\ntwo', '<p>one<br>two</p>'],
    ['one  \ntwo', '<p>one<br>two</p>'],
    ['one\n\ntwo', '<p>one</p><p>two</p>'],
    ['one\n \t \n\n two', '<p>one</p><p>two</p>'],
    ['a -> b', '<p>a -&gt; b</p>'],
    ['~ 5 o\'clock, "sharp"', '<p>~ 5 o\'clock, "sharp"</p>'],
    ['<script>alert("x")</script>', '<p>&lt;script&gt;alert("x")&lt;/script&gt;</p>'],
    ['a & b', '<p>a &amp; b</p>'],
    ['&lt;b&gt; &copy;', '<p>&lt;b&gt; ©</p>'],
    ['👍🏽 ¡olé!', '<p>👍🏽 ¡olé!</p>'],
    ['*a* **b** ~~c~~ `d<e`', '<p><em>a</em> <strong>b</strong> <s>c</s> <code>d&lt;e</code></p>'],
    ['# a\n---\n> b', '<h1>a</h1><hr><blockquote><p>b</p></blockquote>'],
    ['- a\n- b\n  1. c', '<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>'],
    ['3. a', '<ol start="3"><li>a</li></ol>'],
    ['- [ ] a\n- [x] b\n- [y] c', `<ul><li>${box()} a</li><li>${box(' checked')} b</li><li>[y] c</li></ul>`],
    ['```js\nlet a = "<b>";\n```', '<pre><code class="language-js">let a = "&lt;b&gt;";\n</code></pre>'],
    ['```js onclick="x"\na\n```', '<pre><code class="language-js">a\n</code></pre>'],
    ['```j"s\na\n```', '<pre><code>a\n</code></pre>'],
    ['    a', '<pre><code>a\n</code></pre>'],
    [
      '| a | b |\n|:--|--:|\n| 1 | 2 |',
      '<table><thead><tr><th align="left">a</th><th align="right">b</th></tr></thead>' +
        '<tbody><tr><td align="left">1</td><td align="right">2</td></tr></tbody></table>',
    ],
    [
      'see https://example.com/a_b_c.',
      `<p>see <a href="https://example.com/a_b_c" ${LINK}>https://example.com/a_b_c</a>.</p>`,
    ],
    ['ana@example.com', `<p><a href="mailto:ana@example.com" ${LINK}>ana@example.com</a></p>`],
    ['http://xn--80ak6aa92e.com', `<p><a href="http://xn--80ak6aa92e.com" ${LINK}>http://xn--80ak6aa92e.com</a></p>`],
    ['readme.md and example.com', '<p>readme.md and example.com</p>'],
    ['[a](https://b.c "t")', `<p><a href="https://b.c" title="t" ${LINK}>a</a></p>`],
    ['[a][1]\n\n[1]: https://b.c', `<p><a href="https://b.c" ${LINK}>a</a></p>`],
    ['[1]: https://b.c', `<p>[1]: https://b.c</p>`],
    ['[a](/b) [a](ftp://b) [a](//b)', '<p>[a](/b) [a](ftp://b) [a](//b)</p>'],
    ['![a *b*](https://c.d/e.png)', `<p><a href="https://c.d/e.png" ${LINK}>a b</a></p>`],
    ['![](https://c.d/e.png)', `<p><a href="https://c.d/e.png" ${LINK}>https://c.d/e.png</a></p>`],
    ['[![a](https://c.d)](https://e.f)', `<p><a href="https://e.f" ${LINK}>a</a></p>`],
  ])('of %j is %s', (body, html) => {
    expect(render(body)).toBe(html);
  });

  it('of text without markup is the same by the short way', () => {
    const pieces =
      'a·word· ·  ·\n·\n\n·.·,·!·?·\'·"·(·)·>·-·+·=·:·;·~·#·1·1.·23)·/·{·}·$·%·^·\t·\r\n·\u00a0·' +
      '\u2028·\ufeff·é·👍·http:';
    const piece = fc.constantFrom(...pieces.split('·'));
    const body = fc
      .array(fc.oneof({ weight: 5, arbitrary: piece }, { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) }), {
        maxLength: 12,
      })
      .map((parts) => parts.join(''))
      .filter((text) => text.trim() !== '' && !text.includes('\0'));
    fc.assert(
      fc.property(body, (text) => {
        expect(render(text)).toBe(readMarkdown(text).render(NOBODY).html);
      }),
      { numRuns: 5000 },
    );
  });
});

function box(state = '') {
  return `<input type="checkbox" disabled${state}>`;
}

const SIZE = 16_000;
const filled = (part: string) => part.repeat(Math.ceil(SIZE / part.length)).slice(0, SIZE);
const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

const PARTS =
  '[·![·*·*a ·**a *b ·*a_b·_a·~~a ·`a``b·>·> ·- ·<·<a ·&·&#0;·&#x·[a](b·[a](·[a](<b·' +
  '[a](http://b) ·![a](http://b)·http://a.b ·http:·a@b.co ·a@·a.b@c.d-·mailto:·@ab ·\\·' +
  '```\n·~~~a\n·#·# a\n·a\n=\n·a\n\n·|\n|-\n·(http://a(·://·<http:';

/** What takes parsers more than linear time, or makes more of it than was written. */
const HOSTILE: Record<string, string> = {
  ...Object.fromEntries(PARTS.split('·').map((part) => [part, filled(part)])),
  'emphasis in emphasis': filled('*a ').slice(0, SIZE / 2) + filled('a* ').slice(0, SIZE / 2),
  'quotes in quotes': filled('>').slice(0, 500) + 'deep',
  'lists in lists': lines(150, (i) => `${' '.repeat(i)}- a`),
  'links in brackets': `${filled('[').slice(0, 200)}[a](http://b.c)`,
  'ticks of all lengths': lines(170, (i) => '`'.repeat(i + 1)),
  'a wide table of short rows': `${'a|'.repeat(100)}\n${'-|'.repeat(100)}\n${'a\n'.repeat(5000)}`,
  'a narrow table of short rows': `a|b\n-|-\n${'a\n'.repeat(7000)}`,
  'many references': lines(800, (i) => `[${i}]: http://a`),
  'a reference that is used often': `[a]: http://a\n\n${filled('[a]')}`,
  'a bare link that does not end': `http://a.b/${filled('*')}`,
  'space before a line': `${filled(' ')}a`,
  'space between lines': `a${filled(' \n\t')}b`,
};

describe('a hostile body', () => {
  const depthOf = (html: string) => {
    let [depth, deepest] = [0, 0];
    for (const [tag] of html.matchAll(/<\/?[a-z][^>]*>/g)) {
      if (/^<(br|hr|input)\b/.test(tag)) continue;
      depth += tag.startsWith('</') ? -1 : 1;
      deepest = Math.max(deepest, depth);
    }
    expect(depth).toBe(0);
    return deepest;
  };

  it.each(Object.keys(HOSTILE))('of %j is neither deep nor long, and soon rendered', (name) => {
    const body = HOSTILE[name] ?? '';
    const html = render(body);
    expect(html.length).toBeGreaterThan(0);
    expect(html.length).toBeLessThanOrEqual(body.length * 5 + MAX_MARKUP);
    expect(depthOf(html)).toBeLessThanOrEqual(42);
  });

  it('is shown as it was written where it is nested too deeply to be shown otherwise', () => {
    expect(render(`${'> '.repeat(30)}deep`)).toBe(`<p>${'&gt; '.repeat(30)}deep</p>`);
    expect(render(`${'> '.repeat(10)}deep`)).toContain('<blockquote><p>deep</p></blockquote>');
  });
});
