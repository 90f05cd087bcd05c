import type { Mentions } from '../contract/messages.js';

/** What a body says of whom it is for, before anybody has looked up whether they are there. */
export interface MentionNames {
  /** In lower case; where a name ends in punctuation, with and without it. */
  usernames: string[];
  all: Mentions['all'];
}

/** More in one message is no way to talk to people: the rest stays text. */
const MAX_NAMES = 50;

/** Not in code; not in the middle of a word, as in an e-mail address. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
const NAME = /(?<![\p{L}\p{N}_@./-])@([a-z0-9][a-z0-9._-]{1,31})/giu;

const NOBODY: MentionNames = { usernames: [], all: 'none' };

export function parseMentions(body: string): MentionNames {
  if (!body.includes('@')) return NOBODY;
  const names = new Set<string>();
  for (const [, name = ''] of body.replace(CODE, ' ').matchAll(NAME)) {
    if (names.size >= MAX_NAMES) break;
    names.add(name.toLowerCase());
  }
  const everyone = new Set([...names].map(withoutPunctuation));
  const all = everyone.has('channel') ? 'channel' : everyone.has('here') ? 'here' : 'none';
  const usernames = [...names].flatMap((name) => [...new Set([name, withoutPunctuation(name)])]);
  return { usernames: usernames.filter((name) => name !== 'channel' && name !== 'here'), all };
}

/** The ids of those who are there. `@ana.` is the person `ana.` where there is one, else `ana` at a sentence's end. */
export function resolveMentions({ usernames, all }: MentionNames, ids: Map<string, string>): Mentions | null {
  const found = new Set<string>();
  const taken = new Set<string>();
  for (const name of usernames) {
    const id = ids.get(name);
    if (id === undefined || taken.has(name)) continue;
    found.add(id);
    taken.add(withoutPunctuation(name));
  }
  return found.size === 0 && all === 'none' ? null : { userIds: [...found], groupIds: [], all };
}

const withoutPunctuation = (name: string) => name.replace(/[._-]+$/, '');
