import type { Content, KindDefinition, Locale, Text } from './notification-kind.js';

const reasons: Record<Locale, Record<string, string>> = {
  en: {
    forbidden: 'you may no longer write there',
    not_found: 'the channel is no longer there for you',
    conflict: 'the channel takes no messages',
    validation_failed: 'this server no longer takes such a message',
  },
  es: {
    forbidden: 'ya no puedes escribir ahí',
    not_found: 'el canal ya no está a tu alcance',
    conflict: 'el canal no admite mensajes',
    validation_failed: 'este servidor ya no admite un mensaje así',
  },
};
const others: Record<Locale, string> = {
  en: 'something went wrong on the server',
  es: 'algo ha fallado en el servidor',
};
const reasonOf = ({ data }: Content, locale: Locale) => reasons[locale][data['code'] ?? ''] ?? others[locale];

const toldIn =
  (locale: Locale, title: string, to: string) =>
  (content: Content): Text => ({
    title: `${title}${content.channel === null ? '' : ` ${to} ${content.channel}`}: ${reasonOf(content, locale)}`,
    body: content.data['text'] ?? '',
  });

/** A message that was to be sent at a time was refused then. */
export const scheduledFailed: KindDefinition = {
  kind: 'scheduled_failed',
  defaults: { inApp: true, push: true, email: 'immediate' },
  grouped: false,
  urgent: false,
  lasting: true,
  texts: {
    en: toldIn('en', 'Your scheduled message was not sent', 'to'),
    es: toldIn('es', 'Tu mensaje programado no se ha enviado', 'a'),
  },
  path: () => '/later/scheduled',
};
