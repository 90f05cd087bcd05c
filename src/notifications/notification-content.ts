import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ChannelsService } from '../channels/channels.service.js';
import { MembersService } from '../channels/members.service.js';
import type { Channel } from '../contract/channels.js';
import type { Message } from '../contract/messages.js';
import type { Notification } from '../contract/notifications.js';
import { UsersService } from '../users/users.service.js';
import { excerptOf } from './excerpt.js';
import { LineMessages } from './line-messages.service.js';
import type { NotificationEntity } from './notification.entity.js';
import type { Content, Locale, Text } from './notification-kind.js';
import { describe, kinds, unworded } from './notification-kinds.js';

const MAX_REASON = 500;
/** What somebody is told of a channel that they left, and may not know as it is now. */
const UNNAMED: Record<Locale, string> = { en: 'a private channel', es: 'un canal privado' };
/** Where a thread is that has no channel with a name. */
const UNNAMED_DIRECT: Record<Locale, string> = { en: 'a direct conversation', es: 'una conversación directa' };
const Data = z.record(z.string(), z.string());

/** What a channel is called by: a thread, by the one that it belongs to. */
interface Named {
  isThread: boolean;
  channel: Channel;
}

/** A channel, and somebody who hears of it. */
interface Pair {
  channelId: string;
  userId: string;
}

/** A line of an inbox with its words, and whether there is still something to tell. */
export interface Worded {
  row: NotificationEntity;
  notification: Notification;
  /** Why there is nothing to tell any more; null where there is. */
  moot: 'read_in_channel' | 'message_deleted' | 'no_longer_a_member' | null;
  /** Why it cannot be put into words, and has some that say so; null where it can. */
  wordless: string | null;
}

/**
 * Puts lines into words as things are now: an edited message is told as edited, a deleted one no more, and whoever left
 * the channel is not shown what is said there.
 */
@Injectable()
export class NotificationContent {
  constructor(
    private readonly users: UsersService,
    private readonly channels: ChannelsService,
    private readonly members: MembersService,
    private readonly lines: LineMessages,
  ) {}

  /** In the order given. Lines of accounts that are not in use are left out. */
  async word(given: NotificationEntity[]): Promise<Worded[]> {
    if (given.length === 0) return [];
    const { rows, messages } = await this.lines.find(given);
    const pairs = rows.flatMap(({ channelId, userId }) => (channelId === null ? [] : [{ channelId, userId }]));
    const [recipients, people, channels, listeners] = await Promise.all([
      this.users.recipients([...new Set(rows.map(({ userId }) => userId))]),
      this.users.getMany([...new Set(rows.flatMap(({ actorIds }) => actorIds))]),
      this.named([...new Set(pairs.map(({ channelId }) => channelId))]),
      this.members.listeners(pairs),
    ]);
    const locales = new Map(recipients.map(({ id, locale }) => [id, locale]));
    const readSeqs = new Map(listeners.map((listener) => [keyOf(listener), listener.readSeq]));
    const open = await this.openTo(pairs.filter((pair) => !readSeqs.has(keyOf(pair))));
    return rows.flatMap((row) => {
      const locale = locales.get(row.userId);
      if (locale === undefined) return [];
      const readSeq = readSeqs.get(keyOf(row));
      const mayRead = readSeq !== undefined || open.has(keyOf(row));
      const message = row.messageId === null ? undefined : messages.get(row.messageId);
      const channel = row.channelId === null ? null : (channels.get(row.channelId) ?? null);
      const shown = message && mayRead && isShown(row, readSeq) ? message : null;
      const name = channel && nameFor(channel, mayRead, locale);
      const actors = row.actorIds.flatMap((id) => people.get(id)?.displayName ?? []);
      const moot = mootOf(row, readSeq, message?.deletedAt ?? null);
      const { wordless, ...text } = textOf(row, contentOf(row, actors, name, shown), locale);
      return [{ row, moot, wordless, notification: toNotification(row, text) }];
    });
  }

  /** Those of the pairs in which somebody who is no member may read the channel, as of now. */
  private async openTo(pairs: Pair[]): Promise<Set<string>> {
    const keys = await Promise.all(
      pairs.map(async (pair) => {
        const readable = await this.channels.readableAsOf(pair.channelId, pair.userId);
        return readable === null ? [] : [keyOf(pair)];
      }),
    );
    return new Set(keys.flat());
  }

  private async named(ids: string[]): Promise<Map<string, Named>> {
    const found = await this.channels.describe(ids);
    const parentIds = [...found.values()].flatMap(({ channel }) => channel.parentId ?? []);
    const parents = await this.channels.describe([...new Set(parentIds)]);
    return new Map(
      [...found].map(([id, { channel }]) => {
        const parent = channel.parentId === null ? undefined : parents.get(channel.parentId)?.channel;
        return [id, { isThread: channel.kind === 'thread', channel: parent ?? channel }] as const;
      }),
    );
  }
}

const keyOf = ({ channelId, userId }: Pick<NotificationEntity, 'channelId' | 'userId'>): string =>
  `${channelId}${userId}`;

/** Whoever left a channel is not told what is said there, unless they asked to be told. */
const isShown = ({ kind }: NotificationEntity, readSeq: number | undefined): boolean =>
  readSeq !== undefined || kinds[kind]?.lasting === true;

/** A channel may have got another name after somebody could read it for the last time. */
function nameFor({ isThread, channel: { name } }: Named, mayRead: boolean, locale: Locale): string | null {
  if (name === null) return isThread ? UNNAMED_DIRECT[locale] : null;
  return mayRead ? `#${name}` : UNNAMED[locale];
}

function mootOf(row: NotificationEntity, readSeq: number | undefined, deletedAt: string | null): Worded['moot'] {
  if (row.channelId === null || kinds[row.kind]?.lasting) return null;
  if (readSeq === undefined) return 'no_longer_a_member';
  if (deletedAt !== null) return 'message_deleted';
  if (row.messageSeq === null) return null;
  return readSeq >= row.messageSeq ? 'read_in_channel' : null;
}

const contentOf = (
  row: NotificationEntity,
  actors: string[],
  channel: string | null,
  message: Message | null,
): Content => ({
  actors,
  channel,
  channelId: row.channelId,
  seq: row.messageSeq ?? message?.seq ?? null,
  excerpt: message ? excerptOf(message.html) : '',
  count: row.count,
  data: row.data,
});

/** A line that is broken, or of a kind that only a newer version knows, keeps no other from being shown or told. */
function textOf(
  { kind, data }: NotificationEntity,
  content: Content,
  locale: Locale,
): Text & { path: string; wordless: string | null } {
  try {
    return { ...describe(kind, { ...content, data: Data.parse(data) }, locale), wordless: null };
  } catch (error) {
    return { ...unworded[locale], wordless: `cannot be put into words: ${String(error)}`.slice(0, MAX_REASON) };
  }
}

const toNotification = (row: NotificationEntity, { title, body, path }: Text & { path: string }): Notification => ({
  id: row.id,
  rev: row.rev,
  kind: row.kind,
  title,
  body,
  path,
  channelId: row.channelId,
  messageId: row.messageId,
  actorIds: row.actorIds,
  count: row.count,
  critical: row.critical,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  readAt: row.readAt?.toISOString() ?? null,
  archivedAt: row.archivedAt?.toISOString() ?? null,
});
