import { type Content, type KindDefinition, type Locale, nameAll, type Text, toMessage } from './notification-kind.js';

/** Lines keep so many names: with fewer they are all that there are. */
const MAX_NAMES = 5;

/** With as many as a line keeps there may be more people; then their reactions are counted. */
function whoIn(locale: Locale, { actors, count }: Content): string {
  if (actors.length < MAX_NAMES || count <= actors.length) return nameAll(actors, locale);
  const [first, second] = actors;
  return locale === 'es' ? `${first}, ${second} y más personas` : `${first}, ${second} and others`;
}

const inChannel = (to: string, { channel }: Content) => (channel === null ? '' : ` ${to} ${channel}`);

/** Somebody reacted to the user's own message; those to one message are one line. */
export const reaction: KindDefinition = {
  kind: 'reaction',
  defaults: { inApp: true, push: false, email: 'never' },
  grouped: 'message',
  urgent: false,
  texts: {
    en: (content): Text => ({
      title:
        content.count === 1
          ? `${whoIn('en', content)} reacted ${content.data['emoji'] ?? ''} to your message${inChannel('in', content)}`
          : `${whoIn('en', content)}: ${content.count} reactions to your message${inChannel('in', content)}`,
      body: content.excerpt,
    }),
    es: (content): Text => ({
      title:
        content.count === 1
          ? `${whoIn('es', content)} ha reaccionado con ${content.data['emoji'] ?? ''} a tu mensaje${inChannel('en', content)}`
          : `${whoIn('es', content)}: ${content.count} reacciones a tu mensaje${inChannel('en', content)}`,
      body: content.excerpt,
    }),
  },
  path: (content) => (content.seq === null ? `/c/${content.channelId}` : toMessage(content)),
};
