import type { NotificationKind, Ways } from '../contract/notifications.js';

export type Locale = 'en' | 'es';

export interface Text {
  title: string;
  body: string;
}

/** What a kind's words are made of, as it is at the moment of telling: an edited message is told as edited. */
export interface Content {
  /** Names of those who caused it, the latest first. */
  actors: string[];
  /** As it is called; null in a direct channel and outside channels. */
  channel: string | null;
  channelId: string | null;
  /** Place of the message in its channel. */
  seq: number | null;
  /** The beginning of the message's text; empty where it is gone. */
  excerpt: string;
  count: number;
  /** What the kind itself stored with the event. */
  data: Record<string, string>;
}

/** A kind of notification: one file each, listed in `notification-kinds.ts`. */
export interface KindDefinition {
  kind: NotificationKind;
  /** How people hear of it who have not said otherwise. */
  defaults: Ways;
  /** New events join a line of the same channel, or of the same message, that is still unread. */
  grouped: boolean | 'message';
  /** An e-mail does not wait whether it is read. */
  urgent: boolean;
  /** It is to be told even where its message was read or deleted, or the channel left. */
  lasting?: true;
  texts: Record<Locale, (content: Content) => Text>;
  path: (content: Content) => string;
}

export const toMessage = ({ channelId, seq }: Content) => `/c/${channelId}/${seq}`;

/** `Ana`, `Ana and Bruno`, `Ana and 3 others`. */
export function nameAll(actors: string[], locale: Locale): string {
  const [first = locale === 'es' ? 'Alguien' : 'Somebody', second] = actors;
  if (second === undefined) return first;
  const and = locale === 'es' ? 'y' : 'and';
  if (actors.length === 2) return `${first} ${and} ${second}`;
  return `${first} ${and} ${actors.length - 1} ${locale === 'es' ? 'más' : 'others'}`;
}
