import { type KindDefinition, nameAll, toMessage } from './notification-kind.js';

/** A word that somebody watches for stands in a message. */
export const keyword: KindDefinition = {
  kind: 'keyword',
  defaults: { inApp: true, push: true, email: 'digest' },
  grouped: false,
  urgent: false,
  texts: {
    en: ({ actors, channel, excerpt, data }) => ({
      title: `${nameAll(actors, 'en')} wrote “${data['keyword'] ?? ''}” in ${channel}`,
      body: excerpt,
    }),
    es: ({ actors, channel, excerpt, data }) => ({
      title: `${nameAll(actors, 'es')} ha escrito «${data['keyword'] ?? ''}» en ${channel}`,
      body: excerpt,
    }),
  },
  path: toMessage,
};
