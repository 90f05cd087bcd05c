import type { Message } from '@tertulia/client';
import { client } from '../core/client';

interface Edit {
  readonly message: Message;
  body: string;
  /** Nobody has written in it yet. */
  isNew: boolean;
}

/** By channel: what was begun to be written anew, and neither saved nor given up. It lasts as long as the page. */
const edits = new Map<string, Edit>();

client.connection.subscribe(() => {
  if (client.connection.snapshot().status === 'signed out') edits.clear();
});

export const begunIn = (channelId: string): Message | null => edits.get(channelId)?.message ?? null;

export const begin = (message: Message): void =>
  void edits.set(message.channelId, { message, body: message.body, isNew: true });

export const forget = (channelId: string): void => void edits.delete(channelId);

const editOf = ({ id, channelId }: Message): Edit | undefined => {
  const edit = edits.get(channelId);
  return edit?.message.id === id ? edit : undefined;
};

export const wordsOf = (message: Message): string => editOf(message)?.body ?? message.body;

export function remember(message: Message, body: string): void {
  const edit = editOf(message);
  if (edit) edit.body = body;
}

/** Whether it begins now: the first who asks hears so. */
export function beginsNow(message: Message): boolean {
  const edit = editOf(message);
  if (!edit?.isNew) return false;
  edit.isNew = false;
  return true;
}
