export const EXPIRIES = ['never', 'half', 'hour', 'fourHours', 'today', 'week'] as const;

/** `keep`: as it is. */
export type Expiry = (typeof EXPIRIES)[number] | 'keep';

const MINUTE = 60_000;
const MINUTES: Partial<Record<Expiry, number>> = { half: 30, hour: 60, fourHours: 240 };

/** When a status ends that is set now; days and weeks by the clock on the wall, a week's last day being Sunday. */
export function endOf(expiry: Expiry, now = new Date()): string | null {
  const minutes = MINUTES[expiry];
  if (minutes !== undefined) return new Date(now.getTime() + minutes * MINUTE).toISOString();
  if (expiry !== 'today' && expiry !== 'week') return null;
  const end = new Date(now);
  end.setHours(24, 0, 0, 0);
  if (expiry === 'week') end.setDate(end.getDate() + ((7 - now.getDay()) % 7));
  return end.toISOString();
}
