import type { NotificationKind, Ways } from '../contract/notifications.js';
import { announcement } from './announcement.kind.js';
import { channelMessage } from './channel-message.kind.js';
import { directMessage } from './direct-message.kind.js';
import { invitation } from './invitation.kind.js';
import { jobFinished } from './job-finished.kind.js';
import { keyword } from './keyword.kind.js';
import { mention } from './mention.kind.js';
import { messageRemoved } from './message-removed.kind.js';
import { newLogin } from './new-login.kind.js';
import { reaction } from './reaction.kind.js';
import { reminder } from './reminder.kind.js';
import { scheduledFailed } from './scheduled-failed.kind.js';
import { report } from './report.kind.js';
import type { Content, KindDefinition, Locale, Text } from './notification-kind.js';
import { threadReply } from './thread-reply.kind.js';

/** Every kind; a name of the contract without its file does not compile. */
export const kinds: Record<NotificationKind, KindDefinition> = {
  mention,
  direct_message: directMessage,
  keyword,
  channel_message: channelMessage,
  thread_reply: threadReply,
  invitation,
  job_finished: jobFinished,
  announcement,
  new_login: newLogin,
  scheduled_failed: scheduledFailed,
  reminder,
  reaction,
  message_removed: messageRemoved,
  report,
};

export const defaultWays: Record<NotificationKind, Ways> = mapValues(kinds, ({ defaults }) => defaults);

export const describe = (kind: NotificationKind, content: Content, locale: Locale): Text & { path: string } => ({
  ...kinds[kind].texts[locale](content),
  path: kinds[kind].path(content),
});

/** For a line that cannot be put into its own words. */
export const unworded: Record<Locale, Text & { path: string }> = {
  en: { title: 'A notification that cannot be shown', body: '', path: '/notifications' },
  es: { title: 'Un aviso que no se puede mostrar', body: '', path: '/notifications' },
};

function mapValues<K extends string, A, B>(record: Record<K, A>, change: (value: A) => B): Record<K, B> {
  const entries = Object.entries(record) as [K, A][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)])) as Record<K, B>;
}
