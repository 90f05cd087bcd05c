import type { Channel, Message } from '@tertulia/client';
import { type RefObject, useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { Point } from '../core/point';
import { sayError } from '../core/say';
import { onEditLast } from './edit-last';
import { FocusReturn } from './focus-return';
import type { ListTools } from './list-tools';
import type { ListView } from './list-view';
import {
  copyLink,
  copyText,
  type MessageActions,
  remindOf,
  togglePin,
  toggleReaction,
  toggleSaved,
} from './message-actions';
import type { Rights } from '../channels/rights';
import { begin, begunIn, forget } from './unfinished-edits';

/** What is open over a list: one thing at most. */
export type Opened =
  | { kind: 'menu' | 'pick'; message: Message; at: Point }
  | { kind: 'person'; message: Message; userId: string; at: Point }
  | { kind: 'history' | 'readers' | 'report' | 'remove'; message: Message };

export interface ListState {
  readonly opened: Opened | null;
  /** Closes this, unless something else is open by now. */
  readonly close: (what: Opened) => void;
  /** Closes whatever is open. */
  readonly dismiss: () => void;
  /** Id of the message that is being edited. */
  readonly editing: string | null;
}

export interface ToolboxInput {
  channel: Channel;
  view: ListView;
  feed: RefObject<HTMLElement | null>;
  rights: Rights;
  userId: string;
  onThread: ((messageId: string) => void) | undefined;
}

export function useToolbox({ channel, view, feed, rights, userId, onThread }: ToolboxInput) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [edited, setEdited] = useState(() => begunIn(channel.id));
  const [focus] = useState(() => new FocusReturn(feed));
  const { open, edit } = useMemo(
    () => ({
      open: (what: Opened) => {
        focus.leave(what.message.seq, what.kind === 'person' ? false : undefined);
        setOpened(what);
      },
      edit: (message: Message | null) => {
        if (message) {
          focus.leave(message.seq, true);
          begin(message);
        } else {
          focus.back();
          forget(channel.id);
        }
        setEdited(message);
      },
    }),
    [focus, channel.id],
  );
  const tools = useMemo<ListTools>(
    () => ({
      userId,
      rights,
      threads: onThread !== undefined,
      toggle: (message, emoji) => void toggleReaction(message, emoji, userId),
      pick: (message, at) => open({ kind: 'pick', message, at }),
      menu: (message, at) => open({ kind: 'menu', message, at }),
      person: (message, of, at) => open({ kind: 'person', message, userId: of, at }),
      thread: ({ id }) => onThread?.(id),
      edit,
      history: (message) => open({ kind: 'history', message }),
      retry: (clientId) => void channel.retry(clientId),
      discard: (clientId) => void channel.discard(clientId),
    }),
    [channel, userId, rights, onThread, open, edit],
  );
  const actions = useMemo<MessageActions>(
    () => ({
      copyLink: (message) => void copyLink(message),
      copyText: (message) => void copyText(message),
      markUnread: ({ seq }) => void view.unreadFrom(seq).catch(sayError),
      pin: (message) => void togglePin(message),
      save: (message) => void toggleSaved(message),
      remind: (message, name) => void remindOf(message, name),
      readers: (message) => open({ kind: 'readers', message }),
      report: (message) => open({ kind: 'report', message }),
      remove: (message) => open({ kind: 'remove', message }),
    }),
    [view, open],
  );
  const editLast = useEffectEvent(() => {
    const last = channel.snapshot().messages.findLast((each) => each.authorId === userId && isWritten(each));
    if (!last || !rights.post) return false;
    edit(last);
    return true;
  });
  useEffect(() => onEditLast(channel.id, () => editLast()), [channel]);
  const state = useMemo<ListState>(() => {
    const close = (what: Opened): void => {
      setOpened((now) => (now === what ? null : now));
      focus.back();
    };
    const dismiss = (): void => {
      if (opened) close(opened);
    };
    return { opened, editing: edited?.id ?? null, close, dismiss };
  }, [opened, edited, focus]);
  return { tools, actions, state };
}

const isWritten = ({ kind, deletedAt }: Message): boolean => kind === 'user' && deletedAt === null;
