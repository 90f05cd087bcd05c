import type { Channel } from '../../../src/contract/channels.js';

export type LinkedChannel = Pick<Channel, 'id' | 'kind' | 'name'>;

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** What would end a link's words, or be read as something else than itself in them. */
const MARKUP = /[\\`*[\]<>&~|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
const ESCAPED = /\\([!-/:-@[-`{-~])/g;
const WRITTEN = new RegExp(String.raw`\[(#(?:\\.|[^[\]\\\n])+)\]\(([^\s()]+)/c/${UUID}\)`, 'g');
const RENDERED = new RegExp(`<a href="([^"]+)/c/(${UUID})"([^>]*)>([^<]+)</a>`, 'g');
const LOCK =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M5 13a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2z' +
  'M8 11V7a4 4 0 1 1 8 0v4"/></svg>';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const asHtml = (text: string): string => text.replaceAll(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

/** How a message names a channel: as a link, in Markdown, to the address that it keeps whatever it is called. */
export const channelLink = (id: string, name: string, origin: string): string =>
  `[#${name.replaceAll(MARKUP, String.raw`\$&`)}](${origin}/c/${id})`;

/** A body that is shown as it was written, with the names of channels in place of the links to them. */
export const withNamesAlone = (body: string, origin = location.origin): string =>
  body.replaceAll(WRITTEN, (link: string, name: string, at: string) =>
    at === origin ? name.replaceAll(ESCAPED, '$1') : link,
  );

/**
 * A message's HTML with each link to a channel as that channel is called now, where the reader has it, and as it was
 * written where not. A link whose words are neither a channel's name nor the address itself stays as it is.
 */
export function withChannels(
  html: string,
  find: (id: string) => LinkedChannel | null | undefined,
  origin = location.origin,
): string {
  if (!html.includes(`"${origin}/c/`)) return html;
  return html.replaceAll(RENDERED, (link: string, at: string, id: string, attributes: string, words: string) => {
    const address = `${at}/c/${id}`;
    if (at !== origin || !(words.startsWith('#') || words === address)) return link;
    const channel = find(id);
    const name = channel ? channel.name && `#${asHtml(channel.name)}` : words !== address && words;
    if (!name) return link;
    const text = channel?.kind === 'private' ? LOCK + name.slice(1) : name;
    return `<a data-channel-id="${id}" href="${address}"${attributes}>${text}</a>`;
  });
}
