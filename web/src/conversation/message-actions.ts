import type { ChangedMessage, Message } from '@tertulia/client';
import i18next from 'i18next';
import { client } from '../core/client';
import { copy } from '../core/clipboard';
import { say, sayError } from '../core/say';
import { comingText } from '../core/dates';
import { REMINDERS, type ReminderName } from './reminder-times';
import { isSaved, keep } from './saved';

/** What a message's menu does. */
export interface MessageActions {
  readonly copyLink: (message: Message) => void;
  readonly copyText: (message: Message) => void;
  readonly markUnread: (message: Message) => void;
  readonly pin: (message: Message) => void;
  readonly save: (message: Message) => void;
  readonly remind: (message: Message, name: ReminderName) => void;
  readonly readers: (message: Message) => void;
  readonly report: (message: Message) => void;
  readonly remove: (message: Message) => void;
}

const path = (message: Message, rest: string): string => `/messages/${message.id}/${rest}`;

/** Says what went wrong, and `done` where nothing did. */
async function tell(act: Promise<unknown>, done?: () => string): Promise<void> {
  try {
    await act;
    if (done) say(done());
  } catch (error) {
    sayError(error);
  }
}

/** Of a reaction with very many people the message does not say whether the user is one of them: the answer does. */
export async function toggleReaction(message: Message, emoji: string, userId: string): Promise<void> {
  const reaction = message.reactions.find((each) => each.emoji === emoji);
  const url = path(message, `reactions/${encodeURIComponent(emoji)}`);
  const take = () => client.call<ChangedMessage>(url, { method: 'DELETE' });
  const add = () => client.call<ChangedMessage>(url, { method: 'PUT' });
  if (reaction?.userIds.includes(userId)) return tell(take());
  const hidden = reaction !== undefined && reaction.count > reaction.userIds.length;
  await tell(
    add().then(({ message: now }) => {
      const before = now.reactions.find((each) => each.emoji === emoji)?.count;
      return hidden && before === reaction.count ? take() : undefined;
    }),
  );
}

export const linkOf = ({ channelId, seq }: Pick<Message, 'channelId' | 'seq'>): string =>
  `${location.origin}/c/${channelId}/${seq}`;

export const copyLink = (message: Message): Promise<void> =>
  tell(copy(linkOf(message)), () => i18next.t('conversation:done.link'));

export const copyText = (message: Message): Promise<void> =>
  tell(copy(message.body), () => i18next.t('conversation:done.text'));

export const togglePin = (message: Message): Promise<void> =>
  tell(client.call(path(message, 'pin'), { method: message.pinnedAt ? 'DELETE' : 'PUT' }));

export function toggleSaved(message: Message): Promise<void> {
  const keeps = !isSaved(message);
  return tell(keep(message, keeps), () => i18next.t(keeps ? 'conversation:done.saved' : 'conversation:done.unsaved'));
}

export function remindOf(message: Message, name: ReminderName): Promise<void> {
  const remindAt = REMINDERS[name](new Date()).toISOString();
  return tell(client.call('/reminders', { method: 'POST', body: { messageId: message.id, remindAt } }), () =>
    i18next.t('conversation:done.reminder', { at: comingText(remindAt) }),
  );
}

export const deleteMessage = (message: Message, reason: string): Promise<unknown> =>
  client.call(`/messages/${message.id}${reason ? `?reason=${encodeURIComponent(reason)}` : ''}`, { method: 'DELETE' });
