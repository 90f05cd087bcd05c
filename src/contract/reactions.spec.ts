import { describe, expect, it } from 'vitest';
import { Emoji } from './reactions.js';

const FULLY_QUALIFIED = ['👍', '👍🏽', '❤️', '🇪🇸', '1️⃣', '#️⃣', '👨‍👩‍👧‍👦', '🏳️‍🌈', '👁️‍🗨️', '🧑🏻‍❤️‍💋‍🧑🏼', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'];
/** Parts of others, that are none by themselves. */
const PARTS = /[#*0-9\u{1f1e6}-\u{1f1ff}]/u;

describe('an emoji', () => {
  it.each(FULLY_QUALIFIED)('%s is kept as it is', (emoji) => {
    expect(Emoji.parse(emoji)).toBe(emoji);
  });

  it.each(FULLY_QUALIFIED)('%s is the same without its variation selectors', (emoji) => {
    expect(Emoji.parse(emoji.replaceAll('\uFE0F', ''))).toBe(emoji);
  });

  it('has one spelling, with a selector too many too', () => {
    expect(Emoji.parse('👍\uFE0F')).toBe('👍');
    expect(Emoji.parse('👍🏽\uFE0F')).toBe('👍🏽');
  });

  it('is any character that Unicode has for one', () => {
    const none: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const text = String.fromCodePoint(code);
      if (/^\p{Emoji}$/u.test(text) && !PARTS.test(text) && !Emoji.safeParse(text).success) none.push(text);
    }
    expect(none).toEqual([]);
  });

  it.each(['', ' ', 'a', '1', '👍👍', '👍a', '\uFE0F', '❤\uFE0E', '\u200D', '🇪', '🇪🇪🇸🇸', '\ud83d', '👍\0'])(
    'is not %j',
    (text) => {
      expect(Emoji.safeParse(text).success).toBe(false);
    },
  );
});
