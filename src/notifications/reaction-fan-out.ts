import { Injectable } from '@nestjs/common';
import { LogCursorsService } from '../channels/log-cursors.service.js';
import { type Listener, MembersService } from '../channels/members.service.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { ReactionReader, type ReactionTo } from '../messages/reaction-reader.service.js';
import { type Decision, NotificationsWriter } from './notifications.writer.js';
import { type Addressee, RecipientsService } from './recipients.service.js';

/** Its name among those that follow the channels' logs; its cursors count changes. */
export const REACTIONS = 'reactions';
const MESSAGES = 100;

interface Author {
  addressee: Addressee;
  /** Undefined for one who is not in the channel any more. */
  listener: Listener | undefined;
}

const keyOf = ({ messageId, userId, emoji }: ReactionTo) => `reaction:${messageId}:${userId}:${emoji}`;

/**
 * Tells the authors of messages who reacted to them. The log is the queue: the cursor moves when everything up to the
 * channel's head was looked at, and what was told before is known by its key. So a run that ends in the middle repeats
 * nothing, and a reaction that is taken back and given again is told once.
 */
@Injectable()
export class ReactionFanOut {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reactions: ReactionReader,
    private readonly cursors: LogCursorsService,
    private readonly members: MembersService,
    private readonly recipients: RecipientsService,
    private readonly writer: NotificationsWriter,
  ) {}

  async run(channelId: string): Promise<void> {
    let from: number | null = 0;
    while (from !== null) from = await this.step(channelId, from);
  }

  /** Where to go on; null at the end, and where another worker does the same channel. */
  private async step(channelId: string, from: number): Promise<number | null> {
    const { seq: since } = await this.cursors.find(REACTIONS, channelId);
    const page = await this.reactions.after(channelId, { since, from: Math.max(since, from) }, MESSAGES);
    const byMessage = Map.groupBy(
      page.reactions.filter(({ authorId, userId }) => authorId !== userId),
      ({ messageId }) => messageId,
    );
    // Inboxes are locked in the order of their owners, here as everywhere.
    const groups = [...byMessage.values()].toSorted((a, b) =>
      (a[0]?.authorId ?? '') < (b[0]?.authorId ?? '') ? -1 : 1,
    );
    const authors = await this.authors(channelId, groups.flat());
    return this.unitOfWork.run(async (tx) => {
      const cursor = await this.cursors.lock(tx.manager, REACTIONS, channelId);
      if (!cursor) return null;
      // Another worker came first: the same again, from where the cursor is now.
      if (cursor.seq !== since) return 0;
      for (const group of groups) await this.tell(tx, group, authors);
      if (page.more) return page.reached;
      await this.cursors.move(tx.manager, REACTIONS, channelId, { seq: page.reached, afterUser: null });
      return null;
    });
  }

  /** Those of the authors who have an account, with all that decides how they are told. */
  private async authors(channelId: string, reactions: ReactionTo[]): Promise<Map<string, Author>> {
    const userIds = [...new Set(reactions.map(({ authorId }) => authorId))];
    const [listeners, addressees] = await Promise.all([
      this.members.listeners(userIds.map((userId) => ({ channelId, userId }))),
      this.recipients.find(userIds),
    ]);
    const byUser = new Map(listeners.map((listener) => [listener.userId, listener]));
    return new Map(
      addressees.map((addressee) => [addressee.user.id, { addressee, listener: byUser.get(addressee.user.id) }]),
    );
  }

  /** All that are new to one message in one, the latest first. */
  private async tell(tx: Transaction, group: ReactionTo[], authors: Map<string, Author>): Promise<void> {
    const [{ authorId, channelId, messageId }] = group as [ReactionTo];
    const known = await this.writer.known(tx, authorId, group.map(keyOf));
    const [latest, ...others] = group.filter((one) => !known.has(keyOf(one))).toReversed();
    const author = authors.get(authorId);
    if (!latest || !author) return;
    const occurrence = {
      key: keyOf(latest),
      channelId,
      messageId,
      // Whoever has read on has not seen what came to their message since: nothing that they read makes it old.
      messageSeq: null,
      actorId: latest.userId,
      critical: false,
      others: others.map((one) => ({ key: keyOf(one), actorId: one.userId })),
    };
    await this.writer.write(tx, occurrence, [this.decide(author, latest)]);
  }

  private decide({ addressee, listener }: Author, { emoji }: ReactionTo): Decision {
    const userId = addressee.user.id;
    const now = new Date();
    const untold = silentRule(listener, now);
    if (untold) return { userId, kind: null, rule: untold, circumstances: {}, plan: null, data: {} };
    const planned = this.recipients.plan(addressee, 'reaction', false, now);
    return { userId, kind: 'reaction', rule: 'own_message', ...planned, data: { emoji } };
  }
}

/** Why an author does not hear of reactions; null where they do. */
function silentRule(listener: Listener | undefined, now: Date) {
  if (!listener) return 'not_a_member';
  if (listener.mutedUntil && listener.mutedUntil > now) return 'muted';
  return listener.level === 'nothing' ? 'level_nothing' : null;
}
