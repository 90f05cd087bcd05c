import { expect, it } from 'vitest';
import { excerptOf } from './excerpt.js';

it.each([
  ['<p>one<br>two</p><p>three</p>', 'one two three'],
  [
    '<p>see <strong>the</strong> <a href="https://a.b" rel="x">page</a>, <code>a &lt; b &amp;&amp; c</code></p>',
    'see the page, a < b && c',
  ],
  ['<ul><li>a</li><li><input type="checkbox" disabled=""> b</li></ul>', 'a b'],
  ['<p>half<em>way</em></p>', 'halfway'],
  ['<p>&amp;lt; &quot;q&quot; &#39;s</p>', '&lt; "q" \'s'],
  ['', ''],
])('of %s is %j', (html, text) => {
  expect(excerptOf(html)).toBe(text);
});

it('has at most 140 characters, none of them half', () => {
  expect(excerptOf(`<p>${'a'.repeat(141)}</p>`)).toBe(`${'a'.repeat(139)}…`);
  expect(excerptOf(`<p>${'a'.repeat(138)}👍👍</p>`)).toBe(`${'a'.repeat(138)}…`);
});
