import { Injectable } from '@nestjs/common';
import { ChannelsService, governing, type VisibleChannel } from '../channels/channels.service.js';
import type { ChangedMessage } from '../contract/messages.js';
import { conflict, forbidden, notFound } from '../core/errors/domain-error.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { publishChanges } from './log-publication.js';
import type { MessageEntity } from './message.entity.js';
import { toMessage } from './message.mapper.js';
import { MessagesRepository } from './messages.repository.js';

interface MemberChannel {
  /** The one whose rules count: of a thread, that which it belongs to. */
  channel: VisibleChannel['channel'];
  member: NonNullable<VisibleChannel['member']>;
  /** Of the message's own log. */
  logRev: number;
}

/** A message that nobody else changes until the transaction ends. */
export interface HeldMessage {
  message: MessageEntity;
  /** Of the change that is being made. */
  rev: number;
}

/** A message as it was found, before anybody was made to wait; its author and place never change. */
export type FoundMessage = MemberChannel & { message: MessageEntity };

export interface Making {
  /** Throws where the caller, a member, may not do this to the message. */
  may?: (found: FoundMessage) => void;
  /** Says what becomes of the message; with null it stays as it is, and the log too. */
  work: (tx: Transaction, held: HeldMessage & MemberChannel) => Promise<MessageChange | null> | MessageChange | null;
}

/** What a change sets, besides its place in the log. */
export type MessageChange = Partial<MessageEntity> & Pick<MessageEntity, 'changeKind'>;

/** Changes messages that are there, one change of the log each. */
@Injectable()
export class MessageChanges {
  constructor(
    private readonly channels: ChannelsService,
    private readonly messages: MessagesRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * The caller is a member, the channel not archived, the message not deleted: as of the lock under which `work` runs.
   * Who may not do this is told so, whatever has become of the message.
   */
  async make(principal: Principal, messageId: string, { may = anybody, work }: Making): Promise<ChangedMessage> {
    // Whoever may not do this has nobody wait for it.
    const found = await this.find(principal, messageId);
    may(found);
    const there = found.message;
    const { channelId } = there;
    return this.unitOfWork.run(async (tx) => {
      const held = requireWritable(await this.channels.lockVisible(tx, principal, channelId));
      may({ ...held, message: there });
      const message = await this.messages.findLive(tx.manager, messageId);
      if (!message) throw conflict('The message is deleted');
      const change = await work(tx, { ...held, message, rev: held.logRev + 1 });
      if (!change) return { message: toMessage(message) };
      return { message: await this.commit(tx, message, change) };
    });
  }

  /** The message, as it is now, in a channel where the caller is a member and that is not archived. */
  async find(principal: Principal, messageId: string): Promise<FoundMessage> {
    const message = await this.messages.findById(messageId);
    if (!message) throw notFound('Message');
    return { ...requireWritable(await this.channels.findVisible(principal, message.channelId)), message };
  }

  /** The server's own doing, without a caller, in archived channels too. Nothing happens where the message is deleted. */
  async makeUnasked(
    messageId: string,
    work: (tx: Transaction, held: HeldMessage) => Promise<MessageChange | null>,
  ): Promise<void> {
    const there = await this.messages.findById(messageId);
    if (!there) return;
    await this.unitOfWork.run(async (tx) => {
      const { rev } = await this.channels.lockLog(tx, there.channelId);
      const message = await this.messages.findLive(tx.manager, messageId);
      const change = message && (await work(tx, { message, rev: rev + 1 }));
      if (change) await this.commit(tx, message, change);
    });
  }

  /** The message's new state under the channel's next rev, told to everyone after the commit. Asks nobody's leave. */
  async commit(tx: Transaction, message: MessageEntity, change: MessageChange) {
    const { channelId } = message;
    const heads = await this.channels.nextRev(tx, channelId);
    const { rev } = heads;
    const mentionsBefore = change.mentions === undefined ? undefined : message.mentions;
    const row = Object.assign(message, change, { rev });
    await this.messages.change(tx.manager, row, { ...change, rev });
    const [changed] = publishChanges(tx, heads, [{ row, mentionsBefore }]);
    return changed ?? toMessage(row);
  }
}

const anybody = () => undefined;

/** Whoever may not know of the channel may not learn that the message is there either. */
function requireWritable(visible: VisibleChannel | null): MemberChannel {
  if (!visible) throw notFound('Message');
  const { channel, member } = governing(visible);
  if (!member) throw forbidden('You are not a member of this channel');
  if (channel.archivedAt) throw conflict('The channel is archived');
  return { channel, member, logRev: visible.channel.rev };
}
