import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { Channel } from '../contract/channels.js';
import { forbidden } from '../core/errors/domain-error.js';
import type { JobContext, JobHandler } from '../core/jobs/job-handler.js';
import { JobHandlers } from '../core/jobs/job-handlers.js';
import type { JobInput, JobResult } from '../core/jobs/job-kind.js';
import { isServerAdmin } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { activityCsv, activityHtml } from './activity-page.js';
import { type ActivityFigures, ActivitySum, type Figure, ranked } from './activity-figures.js';
import { activityReport } from './activity-report.kind.js';
import { MessagesRepository } from './messages.repository.js';

const HOUR_MS = 3_600_000;
const HOURS = 24;
const LOOK_UP = 1000;

type Input = JobInput<typeof activityReport>;

/** Counts messages hour by hour, so that no statement takes long however much was said. */
@Injectable()
export class ActivityReportHandler implements JobHandler<typeof activityReport> {
  readonly kind = activityReport;

  constructor(
    handlers: JobHandlers,
    private readonly channels: ChannelsService,
    private readonly users: UsersService,
    private readonly messages: MessagesRepository,
  ) {
    handlers.add(this);
  }

  async run(input: Input, context: JobContext): Promise<JobResult<typeof activityReport>> {
    if (!context.owner || !isServerAdmin(context.owner)) throw forbidden('Only administrators may order reports');
    const sum = await this.count(input, context);
    const [channels, users] = [await this.namedChannels(sum), await this.namedUsers(sum)];
    const days = [...sum.days].map(([key, messages]): Figure => ({ key, name: '', messages }));
    const figures: ActivityFigures = { ...input, messages: sum.messages, days, channels, users };
    const html = input.format === 'html';
    await context.store({
      name: `activity-${input.from}-${input.to}.${input.format}`,
      contentType: html ? 'text/html; charset=utf-8' : 'text/csv; charset=utf-8',
      content: once(html ? activityHtml(figures) : activityCsv(figures)),
    });
    return { messages: sum.messages, channels: sum.channels.size, users: sum.users.size };
  }

  private async count({ from, to }: Input, { signal, progress }: JobContext): Promise<ActivitySum> {
    const sum = new ActivitySum();
    const [first, last] = [Date.parse(from), Date.parse(to)];
    const hours = (last - first) / HOUR_MS + HOURS;
    for (let hour = 0; hour < hours; hour++) {
      signal.throwIfAborted();
      const start = new Date(first + hour * HOUR_MS);
      const counts = await this.messages.countActivity(start, new Date(start.getTime() + HOUR_MS));
      sum.add(start.toISOString().slice(0, 10), counts);
      progress(hour + 1, hours);
    }
    return sum;
  }

  /** What administrators may not look into is not told by its name. */
  private async namedChannels({ channels }: ActivitySum): Promise<Figure[]> {
    const names = new Map<string, { key: string; name: string }>();
    for (const ids of batches([...channels.keys()])) {
      for (const [id, channel] of await this.governing(ids)) {
        const { id: key } = channel;
        const isPublic = channel.kind === 'public';
        names.set(id, isPublic ? { key, name: channel.name ?? '' } : { key: '', name: `(${channel.kind} channels)` });
      }
    }
    return ranked(channels, (id) => names.get(id) ?? { key: '', name: '(gone)' });
  }

  /** What is said in a thread is said in its channel. */
  private async governing(ids: string[]): Promise<Map<string, Channel>> {
    const found = await this.channels.describe(ids);
    const parentIds = [...found.values()].flatMap(({ channel }) => channel.parentId ?? []);
    const parents = await this.channels.describe([...new Set(parentIds)]);
    return new Map(
      [...found].map(([id, { channel }]) => [id, parents.get(channel.parentId ?? '')?.channel ?? channel]),
    );
  }

  private async namedUsers({ users }: ActivitySum): Promise<Figure[]> {
    const names = new Map<string, string>();
    for (const ids of batches([...users.keys()])) {
      for (const [id, { displayName, username }] of await this.users.getMany(ids))
        names.set(id, `${displayName} (${username})`);
    }
    return ranked(users, (key) => ({ key, name: names.get(key) ?? '(gone)' }));
  }
}

function* batches(ids: string[]): Generator<string[]> {
  for (let start = 0; start < ids.length; start += LOOK_UP) yield ids.slice(start, start + LOOK_UP);
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
