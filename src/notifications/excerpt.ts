const EXCERPT = 140;
const INLINE = /<\/?(?:em|strong|s|code|a|span|input)\b[^>]*>/g;
const TAG = /<[^>]*>/g;
const ENTITY = /&(amp|lt|gt|quot|#39);/g;
const CHARACTERS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The beginning of what a message says, for a line: `html` is its rendering, whose text has no other `<` than its tags. */
export const excerptOf = (html: string): string =>
  beginningOf(
    html
      .replace(INLINE, '')
      .replace(TAG, ' ')
      .replace(ENTITY, (entity, name: string) => CHARACTERS[name] ?? entity),
  );

/** The beginning of a text, in one line. */
export function beginningOf(words: string): string {
  const text = words.replace(/\s+/g, ' ').trim();
  return text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
