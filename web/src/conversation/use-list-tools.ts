import type { Channel, Message } from '@tertulia/client';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { sayError } from '../core/say';
import { onEditLast } from './edit-last';
import type { ListTools, Point } from './list-tools';
import type { ListView } from './list-view';
import {
  copyLink,
  copyText,
  type MessageActions,
  remindOf,
  saveMessage,
  togglePin,
  toggleReaction,
} from './message-actions';
import type { Rights } from './rights';

/** What is open over a list: one thing at most. */
export type Opened =
  | { kind: 'menu' | 'pick'; message: Message; at: Point }
  | { kind: 'history' | 'readers' | 'report' | 'remove'; message: Message };

export interface ListState {
  readonly opened: Opened | null;
  readonly close: () => void;
  /** Id of the message that is being edited. */
  readonly editing: string | null;
}

export interface ListToolsInput {
  channel: Channel;
  view: ListView;
  rights: Rights;
  userId: string;
  onThread: ((messageId: string) => void) | undefined;
}

export function useListTools({ channel, view, rights, userId, onThread }: ListToolsInput) {
  const [opened, open] = useState<Opened | null>(null);
  const [editing, edit] = useState<string | null>(null);
  const tools = useMemo<ListTools>(
    () => ({
      userId,
      rights,
      threads: onThread !== undefined,
      toggle: (message, emoji) => void toggleReaction(message, emoji, userId),
      pick: (message, at) => open({ kind: 'pick', message, at }),
      menu: (message, at) => open({ kind: 'menu', message, at }),
      thread: ({ id }) => onThread?.(id),
      edit: (message) => edit(message?.id ?? null),
      history: (message) => open({ kind: 'history', message }),
      retry: (clientId) => void channel.retry(clientId),
      discard: (clientId) => void channel.discard(clientId),
    }),
    [channel, userId, rights, onThread],
  );
  const actions = useMemo<MessageActions>(
    () => ({
      copyLink: (message) => void copyLink(message),
      copyText: (message) => void copyText(message),
      markUnread: ({ seq }) => void view.unreadFrom(seq).catch(sayError),
      pin: (message) => void togglePin(message),
      save: (message) => void saveMessage(message),
      remind: (message, name) => void remindOf(message, name),
      readers: (message) => open({ kind: 'readers', message }),
      report: (message) => open({ kind: 'report', message }),
      remove: (message) => open({ kind: 'remove', message }),
    }),
    [view],
  );
  const editLast = useEffectEvent(() => {
    const last = channel.snapshot().messages.findLast((each) => each.authorId === userId && isWritten(each));
    if (!last || !rights.post) return false;
    edit(last.id);
    return true;
  });
  useEffect(() => onEditLast(channel.id, () => editLast()), [channel]);
  const state = useMemo<ListState>(() => ({ opened, editing, close: () => open(null) }), [opened, editing]);
  return { tools, actions, state };
}

const isWritten = ({ kind, deletedAt }: Message): boolean => kind === 'user' && deletedAt === null;
