import { type KindDefinition, nameAll, toMessage } from './notification-kind.js';

/** Somebody was named in a message, or everybody was. */
export const mention: KindDefinition = {
  kind: 'mention',
  defaults: { inApp: true, push: true, email: 'immediate' },
  grouped: false,
  urgent: false,
  texts: {
    en: ({ actors, channel, excerpt }) => ({
      title: `${nameAll(actors, 'en')} mentioned you in ${channel}`,
      body: excerpt,
    }),
    es: ({ actors, channel, excerpt }) => ({
      title: `${nameAll(actors, 'es')} te ha mencionado en ${channel}`,
      body: excerpt,
    }),
  },
  path: toMessage,
};
