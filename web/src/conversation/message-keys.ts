import type { Message } from '@tertulia/client';
import type { Point } from '../core/point';
import type { ListTools } from './list-tools';
import type { MessageActions } from './message-actions';

/** What a key does with the message that has the focus; null where it does nothing. */
export function keyAction(
  key: string,
  message: Message,
  at: Point,
  { tools, actions }: { tools: ListTools; actions: MessageActions },
): (() => void) | null {
  const { rights, userId, threads } = tools;
  const own = message.authorId === userId;
  const said = message.kind === 'user' && message.deletedAt === null;
  const keys: Record<string, [boolean, () => void]> = {
    Enter: [true, () => tools.menu(message, at)],
    ContextMenu: [true, () => tools.menu(message, at)],
    a: [message.kind === 'user', () => tools.person(message, message.authorId, at)],
    e: [said && own && rights.post, () => tools.edit(message)],
    r: [said && rights.respond, () => tools.pick(message, at)],
    t: [said && threads, () => tools.thread(message)],
    p: [said && rights.pin, () => actions.pin(message)],
    s: [said, () => actions.save(message)],
    u: [rights.member, () => actions.markUnread(message)],
    l: [true, () => actions.copyLink(message)],
    c: [said, () => actions.copyText(message)],
    Delete: [
      message.deletedAt === null && ((said && own && rights.remove) || rights.moderate),
      () => actions.remove(message),
    ],
  };
  const [may, act] = keys[key] ?? [false, () => undefined];
  return may ? act : null;
}
