import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { ThreadChannels } from '../channels/thread-channels.service.js';
import type { Channel, MyChannel } from '../contract/channels.js';
import type { PageQuery } from '../contract/page.js';
import type { Message } from '../contract/messages.js';
import type { FollowThread, Thread, ThreadPage } from '../contract/threads.js';
import { badCursor, UUID } from '../core/errors/cursor.js';
import { conflict, invalid, notFound } from '../core/errors/domain-error.js';
import { Gatherer } from '../core/gatherer.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import type { Actor, Principal } from '../core/security/principal.js';
import type { MessageEntity } from './message.entity.js';
import { toMessage } from './message.mapper.js';
import { MessagesRepository, type SentKey } from './messages.repository.js';
import { type ThreadPlace, ThreadsRepository } from './threads.repository.js';

/** Threads that somebody follows at a time: all of them are live on each of their devices. */
const MAX_FOLLOWED = 500;

interface Entering {
  channelId: string;
  threadId: string;
  userIds: string[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Threads as people see them, and who follows them. */
@Injectable()
export class ThreadsService {
  private readonly entering = new Gatherer<Entering>((asked) => this.enterAll(asked));

  constructor(
    private readonly channels: ChannelsService,
    private readonly threads: ThreadChannels,
    private readonly messages: MessagesRepository,
    private readonly rows: ThreadsRepository,
  ) {}

  async get(principal: Principal, id: string): Promise<Thread> {
    const visible = await this.channels.findVisible(principal, id);
    if (!visible?.parent) throw notFound('Thread');
    const [channel, root, lastReplyAt] = await Promise.all([
      this.channels.get(principal, id),
      this.messages.findById(id),
      this.rows.lastReplyAt(id),
    ]);
    if (!root) throw notFound('Thread');
    return toThread(channel, root, lastReplyAt);
  }

  /** Those that the caller follows, the newest reply first. */
  async list(principal: Principal, { cursor, limit }: PageQuery): Promise<ThreadPage> {
    const { userId } = principal;
    const followed = await this.rows.findFollowed(userId, placeOf(cursor), limit);
    const ids = followed.map(({ id }) => id);
    const [channels, messages] = await Promise.all([
      this.channels.describeMine(userId, ids),
      ids.length > 0 ? this.messages.findByIds(ids) : [],
    ]);
    const roots = new Map(messages.map((message) => [message.id, message]));
    const last = followed.length === limit ? followed.at(-1) : undefined;
    return {
      items: followed.flatMap(({ id, lastReplyAt }) => {
        const [channel, root] = [channels.get(id), roots.get(id)];
        return channel && root ? [toThread(channel, root, lastReplyAt)] : [];
      }),
      nextCursor: last ? `${last.at.getTime()}.${last.id}` : null,
    };
  }

  /** The same where the caller follows it already. A message that may have a thread has one from now on. */
  async follow(principal: Principal, { threadId }: FollowThread): Promise<Thread> {
    const message = await this.messages.findById(threadId);
    if (!message || !(await this.channels.findVisible(principal, message.channelId))) throw notFound('Message');
    await this.enter(principal, message.channelId, threadId, []);
    return this.get(principal, threadId);
  }

  async unfollow(principal: Principal, { threadId }: FollowThread): Promise<Thread> {
    await this.get(principal, threadId);
    await this.threads.unfollow(threadId, principal.userId);
    return this.get(principal, threadId);
  }

  /**
   * The caller and these others follow the thread of a message of the channel. Throws where the caller may not reply, or the
   * message can have no thread.
   */
  async enter(principal: Actor, channelId: string, threadId: string, others: string[]): Promise<void> {
    await this.channels.requireParticipant(principal, channelId);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.entering.add({ channelId, threadId, userIds: [principal.userId, ...others], resolve, reject });
    return promise;
  }

  /** What the caller replied under this id, as it is now; null where it is nothing. Throws where they may reply no more. */
  async findReply(principal: Actor, channelId: string, key: SentKey): Promise<Message | null> {
    const reply = await this.messages.findSent(key);
    if (reply) await this.channels.requireParticipant(principal, channelId);
    return reply && toMessage(reply);
  }

  /** One transaction for all who come to a thread at about the same time: it holds the channel's log. */
  private async enterAll(asked: Entering[]): Promise<void> {
    for (const together of Map.groupBy(asked, ({ channelId, threadId }) => channelId + threadId).values()) {
      const [first] = together;
      if (!first) continue;
      const { channelId, threadId } = first;
      try {
        const userIds = together.flatMap((each) => each.userIds);
        const added = await this.threads.follow(channelId, userIds, (tx, { kind }) =>
          this.requireRoot(tx, channelId, threadId, kind === 'thread'),
        );
        await this.letGo(added);
        for (const { resolve } of together) resolve();
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
  }

  /** Of more threads than are live at a time, those in which nothing has happened for longest are followed no more. */
  private async letGo(userIds: string[]): Promise<void> {
    for (const userId of await this.rows.findBusy(userIds, MAX_FOLLOWED)) {
      for (const id of await this.rows.findQuietest(userId, MAX_FOLLOWED)) await this.threads.unfollow(id, userId);
    }
  }

  private async requireRoot(
    tx: Transaction,
    channelId: string,
    threadId: string,
    isThread: boolean,
  ): Promise<MessageEntity> {
    const message = await this.messages.findWith(tx.manager, threadId);
    if (!message || message.channelId !== channelId) {
      const isReply =
        message && (await this.threads.standing(message.channelId, message.authorId, tx))?.parentId === channelId;
      if (isReply) throw conflict('A reply has no thread of its own');
      throw invalid([{ path: 'threadId', message: 'must be a message of this channel' }]);
    }
    if (isThread) throw conflict('A reply has no thread of its own');
    if (message.kind === 'system') throw conflict('A system message has no thread');
    if (message.deletedAt) throw conflict('The message is deleted');
    return message;
  }
}

const toThread = (channel: Channel | MyChannel, root: MessageEntity, lastReplyAt: Date | null): Thread => ({
  id: channel.id,
  parentId: root.channelId,
  root: toMessage(root),
  seq: channel.seq,
  rev: channel.rev,
  lastReplyAt: lastReplyAt?.toISOString() ?? null,
  closedAt: channel.archivedAt,
  follower: 'readSeq' in channel ? followerOf(channel) : null,
});

const followerOf = ({ readSeq, unread, mentionCount, notifications }: MyChannel): Thread['follower'] => ({
  readSeq,
  unread,
  mentionCount,
  notifications,
});

function placeOf(cursor: string | undefined): ThreadPlace | null {
  if (cursor === undefined) return null;
  const [, ms, id] = /^(\d{1,15})\.([\da-f-]{36})$/.exec(cursor) ?? [];
  if (ms === undefined || id === undefined || !UUID.test(id)) throw badCursor();
  return { at: new Date(Number(ms)), id };
}
