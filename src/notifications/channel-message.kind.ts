import { type KindDefinition, nameAll, toMessage } from './notification-kind.js';

/** A message in a channel of which somebody wants to hear everything. */
export const channelMessage: KindDefinition = {
  kind: 'channel_message',
  defaults: { inApp: true, push: true, email: 'never' },
  grouped: true,
  urgent: false,
  texts: {
    en: ({ actors, channel, count, excerpt }) => ({
      title: count === 1 ? `${nameAll(actors, 'en')} wrote in ${channel}` : `${count} messages in ${channel}`,
      body: excerpt,
    }),
    es: ({ actors, channel, count, excerpt }) => ({
      title: count === 1 ? `${nameAll(actors, 'es')} ha escrito en ${channel}` : `${count} mensajes en ${channel}`,
      body: excerpt,
    }),
  },
  path: toMessage,
};
