import { Injectable } from '@nestjs/common';
import { notFound } from '../core/errors/domain-error.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { UsersService } from '../users/users.service.js';
import { requireNotArchived } from './channel-policy.js';
import type { ChannelEntity } from './channel.entity.js';
import { channelUpdated } from './channel.topics.js';
import { ChannelsRepository } from './channels.repository.js';
import { type ThreadHead, ThreadChannelsRepository, type ThreadStanding } from './thread-channels.repository.js';

/** The message that a thread hangs from. */
export interface ThreadRoot {
  id: string;
  authorId: string;
}

/** Threads as channels: what they hang from is the messages' affair. */
@Injectable()
export class ThreadChannels {
  constructor(
    private readonly rows: ChannelsRepository,
    private readonly threads: ThreadChannelsRepository,
    private readonly users: UsersService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Null where there is no such thread. */
  standing(id: string, userId: string, tx?: Transaction): Promise<ThreadStanding | null> {
    return this.threads.standing(id, userId, tx?.manager);
  }

  /** Those of the users who do not follow the thread. */
  notFollowing(id: string, userIds: string[]): Promise<string[]> {
    return userIds.length === 0 ? Promise.resolve([]) : this.threads.notFollowing(id, userIds);
  }

  /**
   * Those of the users who are members of the channel follow the thread of a message of it from now on; with its author,
   * where it had no thread. `rootOf` reads the message while the channel's log is held, and throws where there can be no
   * thread. Answers who follows it newly. Whether the users may know of it is asked before.
   */
  follow(
    parentId: string,
    userIds: string[],
    rootOf: (tx: Transaction, channel: Pick<ChannelEntity, 'kind'>) => Promise<ThreadRoot>,
  ): Promise<string[]> {
    return this.unitOfWork.run(async (tx) => {
      const channel = await this.rows.lock(tx.manager, parentId);
      if (!channel) throw notFound('Channel');
      const { id, authorId } = await rootOf(tx, channel);
      requireNotArchived(channel);
      const there = await this.rows.findById(id, tx.manager);
      const thread = there ?? (await this.threads.open(tx.manager, id, parentId, authorId));
      const followers = there ? userIds : [authorId, ...userIds];
      const added = await this.threads.follow(tx.manager, thread, [...new Set(followers)]);
      if (added.length > 0) await this.users.accessChanged(tx, added);
      return added;
    });
  }

  /** Nothing happens where the user does not follow it. */
  unfollow(threadId: string, userId: string): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      if (await this.threads.unfollow(tx.manager, threadId, userId)) await this.users.accessChanged(tx, [userId]);
    });
  }

  /** The messages are deleted: their threads stay readable and take no more replies. */
  async close(tx: Transaction, rootIds: string[]): Promise<void> {
    for (const channelId of await this.threads.close(tx.manager, rootIds)) tx.publish(channelUpdated, { channelId });
  }

  /** Holds the thread's log until the transaction ends; null where there is no such thread. */
  lockHead(tx: Transaction, id: string): Promise<ThreadHead | null> {
    return this.threads.lockHead(tx.manager, id);
  }

  /** Its first message tells of the thread up to `seq`. */
  told(tx: Transaction, id: string, seq: number): Promise<void> {
    return this.threads.told(tx.manager, id, seq);
  }
}
