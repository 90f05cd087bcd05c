import type { Mentions } from '../contract/messages.js';

/** What a name in a body stands for. */
export type Mentioned =
  { kind: 'user'; id: string } | { kind: 'group'; id: string } | { kind: 'all'; whom: 'here' | 'channel' };

/** By name, in lower case: those of the names in a body that somebody or something has. */
export type KnownNames = ReadonlyMap<string, Mentioned>;

export interface FoundMention {
  mentioned: Mentioned;
  /** Characters of the name that belong to it: a sentence's full stop may follow. */
  length: number;
}

/** More in one message is no way to talk to people: the rest stays text. */
export const MAX_NAMES = 50;

/** Not in the middle of a word, as in an e-mail address. */
export const NAME = /(?<![\p{L}\p{N}_@./-])@([a-z0-9][a-z0-9._-]{1,31})/giu;

const ALL: KnownNames = new Map([
  ['here', { kind: 'all', whom: 'here' }],
  ['channel', { kind: 'all', whom: 'channel' }],
]);

const withoutPunctuation = (name: string) => name.replace(/[._-]+$/, '');

/** What has to be looked up for a name, in lower case: where it ends in punctuation, with and without it. */
export function readingsOf(name: string): string[] {
  const bare = withoutPunctuation(name);
  if (ALL.has(bare)) return [];
  return bare === name ? [name] : [name, bare];
}

/** `@ana.` is the person `ana.` where there is one, else `ana` at a sentence's end. */
export function findMention(name: string, known: KnownNames): FoundMention | null {
  const bare = withoutPunctuation(name);
  const all = ALL.get(bare);
  if (all) return { mentioned: all, length: bare.length };
  for (const reading of readingsOf(name)) {
    const mentioned = known.get(reading);
    if (mentioned) return { mentioned, length: reading.length };
  }
  return null;
}

/** Null where nobody is mentioned. */
export function toMentions(found: readonly Mentioned[]): Mentions | null {
  if (found.length === 0) return null;
  const users = new Set<string>();
  const groups = new Set<string>();
  let all: Mentions['all'] = 'none';
  for (const mentioned of found) {
    if (mentioned.kind === 'user') users.add(mentioned.id);
    else if (mentioned.kind === 'group') groups.add(mentioned.id);
    else if (all !== 'channel') all = mentioned.whom;
  }
  return { userIds: [...users], groupIds: [...groups], all };
}
