import { beginningOf } from './excerpt.js';
import { type Content, type KindDefinition, type Text, toMessage } from './notification-kind.js';

const told =
  (title: string, message: string) =>
  ({ channel, excerpt, data }: Content): Text => {
    const own = beginningOf(data['text'] ?? '');
    return { title: `${title}: ${own || (channel === null ? message : `${message} (${channel})`)}`, body: excerpt };
  };

/** Somebody wanted to be told this now. */
export const reminder: KindDefinition = {
  kind: 'reminder',
  defaults: { inApp: true, push: true, email: 'immediate' },
  grouped: false,
  urgent: false,
  lasting: true,
  texts: { en: told('Reminder', 'a message'), es: told('Recordatorio', 'un mensaje') },
  path: (content) => (content.seq === null ? '/later/reminders' : toMessage(content)),
};
