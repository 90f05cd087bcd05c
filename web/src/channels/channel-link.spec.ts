import { expect, it } from 'vitest';
import { channelLink, type LinkedChannel, withChannels, withNamesAlone } from './channel-link';

const ORIGIN = 'https://chat.example';
const ID = '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';
const OTHER = '0190a1b2-c3d4-7e5f-8a9b-000000000000';
const ADDRESS = `${ORIGIN}/c/${ID}`;
const link = (words: string, address = ADDRESS): string =>
  `<a href="${address}" target="_blank" rel="nofollow">${words}</a>`;
const named = (html: string, channel: Partial<LinkedChannel> = {}): string =>
  withChannels(html, (id) => (id === ID ? { id, kind: 'public', name: 'the-office', ...channel } : null), ORIGIN);
const reference = (words: string, id = ID): string =>
  `<a data-channel-id="${id}" href="${ORIGIN}/c/${id}" target="_blank" rel="nofollow">${words}</a>`;

it.each([
  ['general', '#general'],
  ['dev_ops and more', '#dev_ops and more'],
  ['_x_', String.raw`#\_x\_`],
  ['a]b', String.raw`#a\]b`],
  [
    '[R&D] *now* <b> `c` ~~d~~ \\ e|f',
    String.raw`#\[R\&D\] \*now\* \<b\> ` + '\\`c\\`' + String.raw` \~\~d\~\~ \\ e\|f`,
  ],
  ['caféß 🎉!', '#caféß 🎉!'],
])('%j is named %j in Markdown, and reads as it is called', (name, words) => {
  const written = channelLink(ID, name, ORIGIN);
  expect(written).toBe(`[${words}](${ADDRESS})`);
  expect(withNamesAlone(`so ${written}${written}.`, ORIGIN)).toBe(`so #${name}#${name}.`);
});

it.each([`[#a](https://elsewhere.example/c/${ID})`, `[#a](${ADDRESS}/5)`, `[the office](${ADDRESS})`, ADDRESS])(
  '%s is read as it was written',
  (body) => {
    expect(withNamesAlone(body, ORIGIN)).toBe(body);
  },
);

it('a link to a channel that the reader has is called as the channel is now', () => {
  expect(named(`<p>in ${link('#office')} and ${link(ADDRESS)}</p>`)).toBe(
    `<p>in ${reference('#the-office')} and ${reference('#the-office')}</p>`,
  );
  expect(named(link('#x'), { name: '<i>&"' })).toBe(reference('#&lt;i&gt;&amp;&quot;'));
  expect(named(link('#x'), { kind: 'private' })).toMatch(/<svg [^>]*aria-hidden="true">.*<\/svg>the-office<\/a>$/);
});

it('another is called as it was written', () => {
  expect(named(link('#secret &amp; safe', `${ORIGIN}/c/${OTHER}`))).toBe(reference('#secret &amp; safe', OTHER));
});

it.each([
  link('the office'),
  link('#5', `${ADDRESS}/5`),
  link('#the-office', `https://elsewhere.example/c/${ID}`),
  link(`${ORIGIN}/c/${OTHER}`, `${ORIGIN}/c/${OTHER}`),
  `<code>${ADDRESS}</code>`,
])('%s is no reference', (html) => {
  expect(named(html)).toBe(html);
});

it('a link to a direct conversation or a thread is none either', () => {
  expect(named(link('#ana'), { kind: 'direct', name: null })).toBe(link('#ana'));
});
