import type { Channel } from '../../../src/contract/channels.js';
import { channelLink } from '../channels/channel-link';
import type { Emoji } from '../emoji/emoji-set';
import { fold } from '../core/fold';

/** Something that can stand in the text in a token's place. */
export interface Suggestion {
  readonly key: string;
  readonly kind: 'user' | 'group' | 'all' | 'public' | 'private' | 'emoji';
  readonly insert: string;
  readonly title: string;
  readonly detail: string;
}

export const MAX_SUGGESTIONS = 8;

interface Named {
  id: string;
  displayName: string;
}
type KnownUser = Named & { username: string };
type KnownGroup = Named & { name: string };

export interface People {
  members: readonly KnownUser[];
  /** Whom else the server found. */
  others: readonly KnownUser[];
  groups: readonly KnownGroup[];
  /** What it means to call everybody, or everybody who is there. */
  all: { channel: string; here: string };
}

/** Whom `@query` may mean: who is in the channel first, then groups and everybody, then people from elsewhere. */
export function suggestPeople(query: string, { members, others, groups, all }: People): Suggestion[] {
  const asked = fold(query);
  const inside = new Set(members.map(({ id }) => id));
  const matching = (users: readonly KnownUser[]): Suggestion[] =>
    users.filter(({ username, displayName }) => begins(asked, username, displayName)).map(suggestUser);
  const called = (['here', 'channel'] as const)
    .filter((name) => begins(asked, name))
    .map((name): Suggestion => ({ key: name, kind: 'all', insert: `@${name}`, title: `@${name}`, detail: all[name] }));
  const named = groups
    .filter(({ name, displayName }) => begins(asked, name, displayName))
    .map(({ id, name, displayName }): Suggestion => {
      return { key: id, kind: 'group', insert: `@${name}`, title: displayName, detail: `@${name}` };
    });
  const near = matching(members).slice(0, asked === '' ? MAX_SUGGESTIONS - 2 : MAX_SUGGESTIONS);
  const far = matching(others.filter(({ id }) => !inside.has(id)));
  return [...near, ...named, ...called, ...far].slice(0, MAX_SUGGESTIONS);
}

const suggestUser = ({ id, username, displayName }: KnownUser): Suggestion => ({
  key: id,
  kind: 'user',
  insert: `@${username}`,
  title: displayName,
  detail: `@${username}`,
});

export type KnownChannel = Pick<Channel, 'id' | 'kind' | 'name' | 'topic' | 'archivedAt'>;

/** Which channels `#query` may mean: the user's own, archived ones last, then others that the server found. */
export function suggestChannels(
  query: string,
  own: readonly KnownChannel[],
  found: readonly KnownChannel[],
  origin: string,
): Suggestion[] {
  const asked = fold(query);
  const inside = new Set(own.map(({ id }) => id));
  const matching = (channels: readonly KnownChannel[]) =>
    channels
      .flatMap(({ name, ...channel }) => (name !== null && begins(asked, name) ? [{ ...channel, name }] : []))
      .sort(
        (a, b) =>
          Number(a.archivedAt !== null) - Number(b.archivedAt !== null) ||
          Number(fold(b.name).startsWith(asked)) - Number(fold(a.name).startsWith(asked)) ||
          a.name.localeCompare(b.name),
      );
  return [...matching(own), ...matching(found.filter(({ id }) => !inside.has(id)))]
    .slice(0, MAX_SUGGESTIONS)
    .map(({ id, kind, name, topic }) => ({
      key: id,
      kind: kind === 'private' ? 'private' : 'public',
      insert: channelLink(id, name, origin),
      title: name,
      detail: topic,
    }));
}

export const suggestEmojis = (found: readonly Emoji[], inTone: (emoji: Emoji) => string): Suggestion[] =>
  found.map((emoji) => {
    const text = inTone(emoji);
    const [code] = emoji.shortcodes;
    return { key: text, kind: 'emoji', insert: text, title: text, detail: code ? `:${code}:` : emoji.label };
  });

/** Whether one of the texts, or a word in it, begins so. */
const begins = (asked: string, ...texts: string[]): boolean =>
  texts.some((text) => {
    const folded = fold(text);
    return folded.startsWith(asked) || folded.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(asked));
  });
