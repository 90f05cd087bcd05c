import type { KindDefinition } from './notification-kind.js';

/** A moderator deleted a message of theirs. */
export const messageRemoved: KindDefinition = {
  kind: 'message_removed',
  defaults: { inApp: true, push: false, email: 'digest' },
  grouped: false,
  urgent: false,
  lasting: true,
  texts: {
    en: ({ channel, data }) => ({
      title: `A moderator deleted your message in ${channel ?? 'a channel'}`,
      body: data['reason'] ?? '',
    }),
    es: ({ channel, data }) => ({
      title: `Un moderador ha borrado tu mensaje en ${channel ?? 'un canal'}`,
      body: data['reason'] ?? '',
    }),
  },
  path: ({ channelId }) => `/c/${channelId}`,
};
