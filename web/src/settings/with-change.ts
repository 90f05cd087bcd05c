import type { Preferences, UpdatePreferences } from '../../../src/contract/notifications.js';

/** The preferences as they will be once the server has taken the change. */
export function withChange(preferences: Preferences, { kinds = {}, ...change }: UpdatePreferences): Preferences {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const next: Preferences = { ...preferences, ...given, kinds: { ...preferences.kinds } };
  for (const [kind, ways] of Object.entries(kinds) as [keyof Preferences['kinds'], object][]) {
    next.kinds[kind] = { ...next.kinds[kind], ...ways };
  }
  return next;
}
