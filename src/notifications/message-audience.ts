import { Injectable } from '@nestjs/common';
import { type Listener, MembersService } from '../channels/members.service.js';
import type { Channel } from '../contract/channels.js';
import type { Message } from '../contract/messages.js';
import { KeywordsService } from './keywords.service.js';
import { type MessageConcern, matchMessage } from './message-rule.js';
import type { Decision } from './notifications.writer.js';
import { type Addressee, RecipientsService } from './recipients.service.js';

/** A message that concerns somebody, with the watched word in it by user. */
export interface Concerning {
  message: Message;
  keywords: Map<string, string>;
}

export interface DecidedPage {
  decisions: Decision[];
  /** The last member that was looked at; null where there are no more. */
  next: string | null;
}

/** Finds whom messages concern, and decides for each of them. */
@Injectable()
export class MessageAudience {
  constructor(
    private readonly members: MembersService,
    private readonly keywords: KeywordsService,
    private readonly recipients: RecipientsService,
  ) {}

  /** Those of the messages that may concern anybody in particular, in their order. */
  async concerning(channel: Channel, messages: Message[]): Promise<Concerning[]> {
    const spoken = messages.filter(({ kind, deletedAt }) => kind === 'user' && deletedAt === null);
    const [keywords, anyForAll] = await Promise.all([
      this.keywords.matches(spoken.map(({ body }) => body)),
      toEverybody(channel) || this.members.anyNotifiedOfAll(channel.id),
    ]);
    return spoken.flatMap((message, i) => {
      const watched = keywords[i] ?? new Map<string, string>();
      const { userIds, groupIds, all } = message.mentions;
      const concerns = anyForAll || watched.size > 0 || userIds.length > 0 || groupIds.length > 0 || all !== 'none';
      return concerns ? [{ message, keywords: watched }] : [];
    });
  }

  /** Decides for the next `limit` people whom the message may concern, in order of user id. */
  async decide(channel: Channel, concerning: Concerning, after: string | null, limit: number): Promise<DecidedPage> {
    const { message, keywords } = concerning;
    const { userIds: named, groupIds } = message.mentions;
    const everyone = toEverybody(channel) || message.mentions.all !== 'none';
    const query = { everyone, userIds: [...named, ...keywords.keys()], groupIds, after, limit };
    const listeners = await this.members.audience(channel.id, query);
    const strangers = after === null ? await this.outsiders(channel.id, named) : [];
    const addressees = await this.recipients.find([...listeners.map(({ userId }) => userId), ...strangers]);
    const byUser = new Map(listeners.map((listener) => [listener.userId, listener]));
    return {
      decisions: addressees.flatMap((addressee) =>
        this.decideFor(addressee, byUser.get(addressee.user.id) ?? null, channel, concerning),
      ),
      next: listeners.length === limit ? (listeners.at(-1)?.userId ?? null) : null,
    };
  }

  /** Nothing is noted of those whom a message does not concern at all: a question about them is answered anew. */
  private decideFor(
    addressee: Addressee,
    listener: Listener | null,
    channel: Channel,
    { message, keywords }: Concerning,
  ): Decision[] {
    const now = new Date();
    const userId = addressee.user.id;
    const keyword = keywords.get(userId) ?? null;
    const concern: MessageConcern = {
      isAuthor: userId === message.authorId,
      member: listener,
      isDirect: channel.kind === 'direct',
      isThread: channel.kind === 'thread',
      mentionedByName: message.mentions.userIds.includes(userId),
      mentionedByGroup: listener?.inGroup ?? false,
      mentionsAll: message.mentions.all,
      keyword,
      presence: addressee.presence,
    };
    const { kind, rule } = matchMessage(concern, now);
    if (rule === 'own_message' || rule === 'not_concerned') return [];
    const known = {
      level: listener?.level ?? null,
      mutedUntil: listener?.mutedUntil ?? null,
      ...(keyword && { keyword }),
    };
    if (kind === null) return [{ userId, kind, rule, circumstances: known, plan: null, data: {} }];
    const { plan, circumstances } = this.recipients.plan(addressee, kind, false, now);
    return [
      { userId, kind, rule, circumstances: { ...known, ...circumstances }, plan, data: keyword ? { keyword } : {} },
    ];
  }

  private async outsiders(channelId: string, userIds: string[]): Promise<string[]> {
    if (userIds.length === 0) return [];
    const members = await this.members.listeners(userIds.map((userId) => ({ channelId, userId })));
    const inside = new Set(members.map(({ userId }) => userId));
    return userIds.filter((id) => !inside.has(id));
  }
}

/** All who are in a direct channel are meant by each message, and all who follow a thread hear of each. */
const toEverybody = ({ kind }: Channel) => kind === 'direct' || kind === 'thread';
