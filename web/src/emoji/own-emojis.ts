const RECENT_KEY = 'tertulia-emojis';
const TONE_KEY = 'tertulia-skin-tone';
const MAX_RECENT = 27;

/** What was chosen here lately, the last first. */
export function recentEmojis(): string[] {
  const kept: unknown = JSON.parse(localStorage.getItem(RECENT_KEY) ?? '[]');
  return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
}

export function rememberEmoji(emoji: string): void {
  const recent = [emoji, ...recentEmojis().filter((each) => each !== emoji)].slice(0, MAX_RECENT);
  localStorage.setItem(RECENT_KEY, JSON.stringify(recent));
}

/** Place of the chosen one in `TONES`. */
export const ownTone = (): number => Number(localStorage.getItem(TONE_KEY) ?? 0);

export const chooseTone = (tone: number): void => localStorage.setItem(TONE_KEY, String(tone));
