import type { KindDefinition, Locale } from './notification-kind.js';

const reasons: Record<Locale, Record<string, string>> = {
  en: { spam: 'spam', harassment: 'harassment', illegal: 'illegal', sensitive: 'sensitive content', other: 'other' },
  es: { spam: 'spam', harassment: 'acoso', illegal: 'ilegal', sensitive: 'contenido sensible', other: 'otro' },
};
const reasonIn = (locale: Locale, reason = 'other') => reasons[locale][reason] ?? reason;

/** Somebody reported a message to those who moderate. What it says is in the queue, and in no mail. */
export const report: KindDefinition = {
  kind: 'report',
  defaults: { inApp: true, push: true, email: 'immediate' },
  grouped: true,
  urgent: false,
  texts: {
    en: ({ channel, count, data }) => ({
      title: `${count === 1 ? 'A message was' : `${count} messages were`} reported${channel === null ? '' : ` in ${channel}`}`,
      body: reasonIn('en', data['reason']),
    }),
    es: ({ channel, count, data }) => ({
      title: `${count === 1 ? 'Se ha denunciado un mensaje' : `Se han denunciado ${count} mensajes`}${channel === null ? '' : ` en ${channel}`}`,
      body: reasonIn('es', data['reason']),
    }),
  },
  path: ({ channelId }) => (channelId === null ? '/manage/reports' : `/c/${channelId}?panel=moderation`),
};
