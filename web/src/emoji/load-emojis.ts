import type { Language } from '../core/i18n';
import { type EmojiSet, emojiSet } from './emoji-set';

const loaders = {
  en: async () => emojiSet((await import('virtual:emojis/en')).default),
  es: async () => emojiSet((await import('virtual:emojis/es')).default),
} satisfies Record<Language, () => Promise<EmojiSet>>;

const loaded = new Map<string, Promise<EmojiSet>>();

/** All emojis with their names in a language, out of a chunk of its own. */
export function loadEmojis(language: string): Promise<EmojiSet> {
  let set = loaded.get(language);
  if (!set) {
    set = loaders[language as Language]();
    // One that did not come is asked for again.
    set.catch(() => loaded.delete(language));
    loaded.set(language, set);
  }
  return set;
}
