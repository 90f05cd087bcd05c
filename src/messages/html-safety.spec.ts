import fc from 'fast-check';
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { expect, it } from 'vitest';
import type { Mentioned } from './mentions.js';
import { readBody } from './message-html.js';

const KNOWN = new Map<string, Mentioned>([
  ['ana', { kind: 'user', id: '0198c2f0-0000-7000-8000-000000000001' }],
  ['team', { kind: 'group', id: '0198c2f0-0000-7000-8000-000000000002' }],
]);

const UUID = /^[0-9a-f-]{36}$/;
const EMPTY = /^$/;
const ALIGN = { align: /^(left|center|right)$/ };
const NONE: Record<string, RegExp> = {};

/** Written out here once more, so that no mistake in what the sanitizer lets through is a mistake in what is tested. */
const ALLOWED: Record<string, Record<string, RegExp>> = {
  ...Object.fromEntries(
    'p br h1 h2 h3 h4 h5 h6 hr blockquote ul li pre em strong s table thead tbody tr'
      .split(' ')
      .map((tag) => [tag, NONE]),
  ),
  a: { href: /^(https?:\/\/|mailto:)/i, title: /^/, target: /^_blank$/, rel: /^nofollow noopener noreferrer$/ },
  ol: { start: /^\d+$/ },
  input: { type: /^checkbox$/, disabled: EMPTY, checked: EMPTY },
  code: { class: /^language-[\w+#.-]+$/ },
  span: { class: /^mention$/, 'data-user-id': UUID, 'data-group-id': UUID, 'data-all': /^(here|channel)$/ },
  th: ALIGN,
  td: ALIGN,
};
/** Without these the element does what it should not. */
const REQUIRED: Record<string, string[]> = {
  a: ['href', 'target', 'rel'],
  input: ['type', 'disabled'],
  span: ['class'],
};

/** What of the tree that a browser makes of the HTML should not be in it. */
function objections(node: DefaultTreeAdapterTypes.ParentNode): string[] {
  return node.childNodes.flatMap((child) => {
    if (child.nodeName === '#text') return [];
    if (!('tagName' in child)) return [child.nodeName];
    const attributes = ALLOWED[child.tagName];
    if (!attributes) return [child.tagName];
    const bad = child.attrs.filter(({ name, value }) => !attributes[name]?.test(value));
    const missing = (REQUIRED[child.tagName] ?? []).filter((name) => !child.attrs.some((attr) => attr.name === name));
    return [...bad.map(({ name, value }) => `${child.tagName} ${name}=${value}`), ...missing, ...objections(child)];
  });
}

const render = (body: string) => readBody(body).render(KNOWN).html;
const unsafe = (body: string) => objections(parseFragment(render(body)));

const LINKS = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'java&#10;script:alert(1)',
  '&#106;avascript:alert(1)',
  'javascript&colon;alert(1)',
  '\u0001javascript:alert(1)',
  'vbscript:msgbox(1)',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'file:///etc/passwd',
  'blob:https://a/b',
  '//evil.example',
  '\\\\evil.example',
  'https:javascript:alert(1)',
  'http://a" onmouseover="alert(1)',
  "http://a' onmouseover='alert(1)",
  'http://a><script>alert(1)</script>',
  'http://[::1]/"><img src=x onerror=alert(1)>',
  'mailto:a@b.c?body="><script>alert(1)</script>',
];
const MARKUP = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<textarea></textarea><script>alert(1)</script>',
  '<xmp><img src=x onerror=alert(1)></xmp>',
  '<a href="javascript:alert(1)">x</a>',
  '<body onload=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<form action="javascript:alert(1)"><button>x</button></form>',
  '<style>@import "https://evil.example"</style>',
  '<base href="https://evil.example">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<!--><script>alert(1)</script>-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?php echo 1 ?><script>alert(1)</script>',
  '</p><script>alert(1)</script>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '\u2028<script>alert(1)</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;script&#62;alert(1)&#60;/script&#62;',
  '```"><script>alert(1)</script>\na\n```',
  '```html\n</code></pre><script>alert(1)</script>\n```',
  '`</code><script>alert(1)</script>`',
  '    </code><script>alert(1)</script>',
  '- [x] <img src=x onerror=alert(1)>',
  '|<img src=x onerror=alert(1)>|\n|---|\n|</td><script>alert(1)</script>|',
  '@ana"><script>alert(1)</script>',
  "@team' onclick='alert(1)",
  '[a]: javascript:alert(1)\n\n[a] ![a]',
];

it.each([
  ...MARKUP,
  ...LINKS.flatMap((url) => [
    url,
    `<${url}>`,
    `[a](${url})`,
    `[a](<${url}>)`,
    `[a](http://b "${url}")`,
    `![a](${url})`,
    `[![${url}](${url})](${url})`,
    `[a]\n\n[a]: ${url}`,
  ]),
])('%j becomes nothing but what is allowed', (body) => {
  expect(unsafe(body)).toEqual([]);
});

it('nothing else becomes of whatever is put together of them', () => {
  const pieces =
    '[·](·)·![·<·>·"·\'·`·```·\n·\n\n·    ·> ·- ·*·_·|·|-|·&·&#·;·@ana·@team·@here·http://a.b·' +
    'a@b.co·\\·~~·\u00a0·\r';
  const nasty = fc.constantFrom(...LINKS, ...MARKUP, ...pieces.split('·'));
  const body = fc
    .array(fc.oneof(nasty, fc.string({ unit: 'binary' })), { maxLength: 12 })
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(body, (text) => {
      expect(unsafe(text)).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

it('an address that is shown to nobody is asked for by nobody: images are links', () => {
  expect(render('![pixel](https://evil.example/pixel.png)')).not.toContain('<img');
});
