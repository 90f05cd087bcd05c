import { type KindDefinition, nameAll } from './notification-kind.js';

/** Somebody was brought into a channel. */
export const invitation: KindDefinition = {
  kind: 'invitation',
  defaults: { inApp: true, push: true, email: 'digest' },
  grouped: false,
  urgent: false,
  texts: {
    en: ({ actors, channel }) => ({ title: `${nameAll(actors, 'en')} added you to ${channel}`, body: '' }),
    es: ({ actors, channel }) => ({ title: `${nameAll(actors, 'es')} te ha añadido a ${channel}`, body: '' }),
  },
  path: ({ channelId }) => `/c/${channelId}`,
};
