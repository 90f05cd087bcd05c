import type { Content, KindDefinition, Text } from './notification-kind.js';

/** In the administrator's own words, whatever language they are in. */
const asWritten = ({ data }: Content): Text => ({ title: data['title'] ?? '', body: data['body'] ?? '' });

/** Something that an administrator tells everybody. */
export const announcement: KindDefinition = {
  kind: 'announcement',
  defaults: { inApp: true, push: true, email: 'immediate' },
  grouped: false,
  urgent: false,
  texts: { en: asWritten, es: asWritten },
  path: () => '/notifications',
};
