import type { Locale } from './notification-kind.js';

/** What several notifications at once are called. */
export const digestText = (count: number, locale: Locale): string =>
  locale === 'es' ? `${count} notificaciones nuevas` : `${count} new notifications`;
