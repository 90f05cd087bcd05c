import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { ThreadChannels } from '../channels/thread-channels.service.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { publishChanges } from './log-publication.js';
import { MessagesRepository } from './messages.repository.js';

/** Also the most changes that one frame to the clients carries. */
const BATCH = 200;

/** Deletes messages for their age, as a moderator would: each leaves a tombstone, and every client learns of it. */
@Injectable()
export class ExpiryService {
  constructor(
    private readonly channels: ChannelsService,
    private readonly threads: ThreadChannels,
    private readonly messages: MessagesRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** The oldest messages of the channel, as far as they were sent before then. `more`: there may be others. */
  expire(channelId: string, before: Date): Promise<{ expired: number; more: boolean }> {
    return this.unitOfWork.run(async (tx) => {
      // Held until the commit: revs go out in their order, and nobody edits what is being deleted.
      const head = await this.channels.lockLog(tx, channelId);
      const page = await this.messages.findAges(tx.manager, channelId, head.expiredSeq, BATCH);
      // Messages stand in the order of their times: the first that is young enough ends it.
      const young = page.findIndex(({ createdAt }) => createdAt >= before);
      const old = young === -1 ? page : page.slice(0, young);
      const last = old.at(-1);
      if (!last) return { expired: 0, more: false };
      const seqs = old.flatMap(({ seq, deleted }) => (deleted ? [] : [seq]));
      const buried = await this.messages.bury(tx.manager, channelId, seqs, head.rev);
      await this.messages.forgetReports(tx.manager, channelId, last.seq);
      const rev = head.rev + buried.length;
      await this.channels.moveLog(tx, channelId, rev, last.seq);
      await this.threads.close(
        tx,
        buried.map(({ row }) => row.id),
      );
      publishChanges(tx, head, buried);
      return { expired: buried.length, more: old.length === BATCH };
    });
  }
}
