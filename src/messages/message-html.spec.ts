import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderHtml } from './message-html.js';

describe('the rendering of a body', () => {
  it.each([
    ['hello', '<p>hello</p>'],
    ['  hello \n', '<p>hello</p>'],
    ['one\ntwo', '<p>one<br>two</p>'],
    ['one\n\ntwo', '<p>one</p><p>two</p>'],
    ['one\n \t \n\n two', '<p>one</p><p>two</p>'],
    ['<script>alert("x")</script>', '<p>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</p>'],
    ["a & b's", '<p>a &amp; b&#39;s</p>'],
    ['&lt;b&gt;', '<p>&amp;lt;b&amp;gt;</p>'],
  ])('of %j is %s', (body, html) => {
    expect(renderHtml(body)).toBe(html);
  });

  it('has no markup but paragraphs and line breaks, whatever comes in', () => {
    const nasty = fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      '\n',
      '\n\n',
      ' ',
      '<p>',
      '<br>',
      '</p>',
      'javascript:',
      '\u2028',
    );
    const body = fc
      .array(fc.oneof(nasty, fc.string({ unit: 'binary' })), { maxLength: 30 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(body, (text) => {
        const html = renderHtml(text);
        expect(html).toMatch(/^<p>.*<\/p>$/s);
        const rest = html.replaceAll(/<\/?p>|<br>/g, '');
        expect(rest).not.toMatch(/[<>"']/);
        expect(rest).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
        // Nothing of the text is lost but the space around it and between its lines.
        const plain = rest
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');
        expect(plain.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
      { numRuns: 300 },
    );
  });

  it('takes no longer than its length allows', () => {
    const hostile = '\n \t'.repeat(5000) + 'x';
    const started = performance.now();
    renderHtml(`a${hostile}`);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
