import { type KindDefinition, nameAll, toMessage } from './notification-kind.js';

/** A message in a direct channel; those that wait together are one line. */
export const directMessage: KindDefinition = {
  kind: 'direct_message',
  defaults: { inApp: true, push: true, email: 'immediate' },
  grouped: true,
  urgent: false,
  texts: {
    en: ({ actors, count, excerpt }) => ({
      title: count === 1 ? `${nameAll(actors, 'en')} wrote to you` : `${nameAll(actors, 'en')}: ${count} messages`,
      body: excerpt,
    }),
    es: ({ actors, count, excerpt }) => ({
      title: count === 1 ? `${nameAll(actors, 'es')} te ha escrito` : `${nameAll(actors, 'es')}: ${count} mensajes`,
      body: excerpt,
    }),
  },
  path: toMessage,
};
