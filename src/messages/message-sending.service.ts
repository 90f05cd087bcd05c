import { Injectable } from '@nestjs/common';
import { ThreadChannels } from '../channels/thread-channels.service.js';
import type { Actor } from '../core/security/principal.js';
import { MessagePairs } from './message-pairs.service.js';
import type { Draft, Written } from './message-batch.js';
import { MessagesWriter } from './messages.writer.js';
import { ThreadSummaryTimer } from './thread-summary-timer.js';
import { ThreadsService } from './threads.service.js';

/** More than the threads that are busy on one instance at a time. */
const MOST_KNOWN = 10_000;

/**
 * Writes messages and replies. A follower's reply is a message like any other; whoever replies first in a thread, or names
 * people there, brings the followers in before.
 */
@Injectable()
export class MessageSending {
  /** Channels of threads that are there: neither ever changes. */
  private readonly parents = new Map<string, string>();

  constructor(
    private readonly threads: ThreadChannels,
    private readonly following: ThreadsService,
    private readonly writer: MessagesWriter,
    private readonly pairs: MessagePairs,
    private readonly timer: ThreadSummaryTimer,
  ) {}

  /** `draft` is for the channel; a reply is written into the thread, and with `alsoToChannel` into both or neither. */
  write(principal: Actor, draft: Draft, threadId: string | undefined, alsoToChannel: boolean): Promise<Written> {
    return threadId === undefined ? this.writer.append(draft) : this.reply(principal, draft, threadId, alsoToChannel);
  }

  private async reply(principal: Actor, draft: Draft, threadId: string, alsoToChannel: boolean): Promise<Written> {
    const reply = { ...draft, channelId: threadId };
    const append = () => (alsoToChannel ? this.pairs.post(principal, draft, threadId) : this.writer.append(reply));
    const prepared = async () => (await this.prepare(principal, draft, threadId)) ?? append();
    const known = this.parents.get(threadId) === draft.channelId;
    // The writer finds out that an author does not follow; what writes pairs refuses them.
    const straight = known && draft.mentions === null && !alsoToChannel;
    let written = await (straight ? append() : prepared());
    // Known, and not followed by this author.
    if (written.verdict === 'not_found' && known) written = await prepared();
    if (written.verdict === 'created') this.timer.replied(threadId);
    return written;
  }

  /**
   * Nothing is locked where all who are to follow the thread do. Where they do not, a retry finds the first reply here:
   * whoever follows the thread no more is not brought in again, and it may be closed by now.
   */
  private async prepare(principal: Actor, draft: Draft, threadId: string): Promise<Written | null> {
    const { channelId, mentions } = draft;
    const named = mentions?.userIds ?? [];
    const standing = await this.threads.standing(threadId, principal.userId);
    const isThere = standing?.parentId === channelId;
    const follows = isThere && standing.follows;
    const others = follows ? await this.threads.notFollowing(threadId, named) : named;
    if (!follows || others.length > 0) {
      const first = isThere
        ? await this.following.findReply(principal, channelId, { ...draft, channelId: threadId })
        : null;
      if (first) return { verdict: 'duplicate', sent: { message: first, json: JSON.stringify(first) } };
      await this.following.enter(principal, channelId, threadId, others);
    }
    this.know(threadId, channelId);
    return null;
  }

  private know(threadId: string, channelId: string): void {
    this.parents.delete(threadId);
    this.parents.set(threadId, channelId);
    const [oldest] = this.parents.keys();
    if (this.parents.size > MOST_KNOWN && oldest !== undefined) this.parents.delete(oldest);
  }
}
