import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { User } from '../contract/users.js';
import type { JobContext, JobHandler } from '../core/jobs/job-handler.js';
import { JobHandlers } from '../core/jobs/job-handlers.js';
import type { JobInput, JobResult } from '../core/jobs/job-kind.js';
import { UsersService } from '../users/users.service.js';
import { channelExport } from './channel-export.kind.js';
import { type ExportedMessage, type ExportWriter, exportWriter } from './export-format.js';
import type { MessageEntity } from './message.entity.js';
import { toMessage } from './message.mapper.js';
import { MessagesRepository } from './messages.repository.js';

/** Messages that are in memory at once. */
const PAGE = 1000;
const MAX_KNOWN_AUTHORS = 10_000;

type Input = JobInput<typeof channelExport>;

/** One file under way. */
interface Exporting {
  writer: ExportWriter;
  context: JobContext;
  authors: Map<string, User | null>;
}

/** Writes a channel's messages with their threads into a file, page by page: a million of them take no more memory than a thousand. */
@Injectable()
export class ChannelExportHandler implements JobHandler<typeof channelExport> {
  readonly kind = channelExport;

  constructor(
    handlers: JobHandlers,
    private readonly channels: ChannelsService,
    private readonly users: UsersService,
    private readonly messages: MessagesRepository,
  ) {
    handlers.add(this);
  }

  async run({ channelId, format }: Input, context: JobContext): Promise<JobResult<typeof channelExport>> {
    // Asked again: since the order somebody may have left, and a job can be tried again at any time.
    const channel = await this.channels.requireExportable(context.owner, channelId);
    const title = channel.name ?? 'channel';
    const writer = exportWriter(format, title);
    await context.store({
      name: `${title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.${writer.extension}`,
      contentType: writer.contentType,
      content: this.content(channelId, channel.seq, writer, context),
    });
    return { messages: channel.seq };
  }

  /** The channel's messages in their order, the replies to each behind it. */
  private async *content(
    channelId: string,
    total: number,
    writer: ExportWriter,
    context: JobContext,
  ): AsyncGenerator<string> {
    yield writer.head;
    const exporting = { writer, context, authors: new Map<string, User | null>() };
    for await (const rows of this.pages(channelId, total, exporting)) {
      let from = 0;
      for (const [index, { id, seq, thread }] of rows.entries()) {
        if (!thread) continue;
        yield await this.written(rows.slice(from, index + 1), null, exporting);
        from = index + 1;
        for await (const replies of this.pages(id, thread.seq, exporting))
          yield await this.written(replies, seq, exporting);
      }
      if (from < rows.length) yield await this.written(rows.slice(from), null, exporting);
      context.progress(rows.at(-1)?.seq ?? total, total);
    }
    yield writer.foot;
  }

  private async *pages(channelId: string, total: number, { context }: Exporting): AsyncGenerator<MessageEntity[]> {
    for (let done = 0; done < total;) {
      context.signal.throwIfAborted();
      // Sequences have no gaps: what came after the order does not belong to it.
      const rows = await this.messages.findAfter(channelId, done, Math.min(PAGE, total - done));
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      done = last.seq;
    }
  }

  private async written(
    rows: MessageEntity[],
    repliesTo: number | null,
    { writer, authors }: Exporting,
  ): Promise<string> {
    await this.learn(authors, new Set(rows.map(({ authorId }) => authorId)));
    return writer.page(
      rows.map((row): ExportedMessage => ({
        message: toMessage(row),
        author: authors.get(row.authorId) ?? null,
        repliesTo,
      })),
    );
  }

  private async learn(authors: Map<string, User | null>, ids: Set<string>): Promise<void> {
    if (authors.size > MAX_KNOWN_AUTHORS) authors.clear();
    const unknown = [...ids].filter((id) => !authors.has(id));
    if (unknown.length === 0) return;
    const found = await this.users.getMany(unknown);
    for (const id of unknown) authors.set(id, found.get(id) ?? null);
  }
}
