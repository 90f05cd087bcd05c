import { type KindDefinition, nameAll, toMessage } from './notification-kind.js';

/** A reply in a thread that somebody follows; those that wait together are one line. */
export const threadReply: KindDefinition = {
  kind: 'thread_reply',
  defaults: { inApp: true, push: true, email: 'digest' },
  grouped: true,
  urgent: false,
  texts: {
    en: ({ actors, channel, count, excerpt }) => ({
      title: `${nameAll(actors, 'en')} replied ${count === 1 ? '' : `${count} times `}in a thread in ${channel}`,
      body: excerpt,
    }),
    es: ({ actors, channel, count, excerpt }) => ({
      title:
        count === 1
          ? `${nameAll(actors, 'es')} ha respondido en un hilo de ${channel}`
          : `${count} respuestas de ${nameAll(actors, 'es')} en un hilo de ${channel}`,
      body: excerpt,
    }),
  },
  path: toMessage,
};
