import { Injectable, Logger } from '@nestjs/common';
import { newId } from '../core/ids.js';
import { logAdvanced } from '../core/broadcast/log.topic.js';
import { isDatabaseAway, isLockTimeout } from '../core/database/postgres-error.js';
import { type Patience, WriterConnection } from '../core/database/writer-connection.js';
import { DomainError, unavailable } from '../core/errors/domain-error.js';
import { tracing } from '../core/observability/tracing.js';
import { OutboxDispatcher } from '../core/outbox/outbox.dispatcher.js';
import { type EncodedMessage, runsOf } from './log-run.js';
import { type Draft, postedOf, type PostedRow, postingOf, type Written } from './message-batch.js';
import { MessageMetrics } from './message.metrics.js';

interface Waiting {
  key: string;
  draft: Draft;
  acceptedAt: number;
  deadline: number;
  /** The sender's wait, where its trace is kept. */
  span: typeof tracing.active;
  answer: Promise<Written>;
  resolve: (written: Written) => void;
  reject: (error: unknown) => void;
}

/** More in one statement gains nothing and makes everyone in it wait longer. */
const MAX_BATCH = 500;
/** A send that PostgreSQL has not taken by then answers `unavailable`; protocol.md 2 allows 3 s. */
const DEADLINE_MS = 2300;
const LOOK_MS = 100;
/** Longer than a send waits: a statement that others wait behind is not given up because its first sender left. */
const ANSWER_MS = 4000;
/** A channel whose row is held for longer is kept apart: who comes now still gets an answer in time. */
const PATIENT: Patience = { answerMs: ANSWER_MS, lockMs: 1000 };
/** Who has waited for longer has no time for such a wait any more, and for what comes after it. */
const WAITED_MS = 300;
/** What is kept apart holds up the others for no more than this each time that it is tried. */
const BRIEF: Patience = { answerMs: ANSWER_MS, lockMs: 25 };
const RETRY_MS = 100;

/**
 * Group commit: sends that arrive while a statement is under way are written together by the next one. A lone send
 * waits for nobody. See docs/adr/0002-group-commit.md.
 */
@Injectable()
export class MessagesWriter {
  private readonly logger = new Logger(MessagesWriter.name);
  private queue: Waiting[] = [];
  /** Drafts that wait or are being written, by what makes them one message. */
  private readonly pending = new Map<string, Waiting>();
  /** Drafts for channels that somebody else holds, by channel. */
  private readonly held = new Map<string, Waiting[]>();
  private heldAt = 0;
  private pumping = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: WriterConnection,
    private readonly dispatcher: OutboxDispatcher,
    private readonly metrics: MessageMetrics,
  ) {}

  /** Resolves after COMMIT, with the run handed to the dispatcher before. Rejects with `unavailable` in time. */
  append(draft: Draft): Promise<Written> {
    return tracing.recording ? tracing.span('append', {}, () => this.wait(draft)) : this.wait(draft);
  }

  private wait(draft: Draft): Promise<Written> {
    const key = `${draft.channelId}${draft.authorId}${draft.clientId}`;
    const twin = this.pending.get(key);
    if (twin) return twin.answer.then(asDuplicate);
    const { promise: answer, resolve, reject } = Promise.withResolvers<Written>();
    const acceptedAt = performance.now();
    const waiting: Waiting = {
      key,
      draft,
      acceptedAt,
      deadline: acceptedAt + DEADLINE_MS,
      span: tracing.active,
      answer,
      resolve,
      reject,
    };
    this.pending.set(key, waiting);
    this.queue.push(waiting);
    // What has arrived by now is looked at first.
    this.timer ??= setInterval(() => setImmediate(() => this.refuseExpired()), LOOK_MS);
    if (!this.pumping) {
      this.pumping = true;
      // What arrives in the same turn of the event loop goes into the same batch.
      setImmediate(() => void this.pump());
    }
    return answer;
  }

  private async pump(): Promise<void> {
    while (this.queue.length > 0 || this.held.size > 0) {
      // Who was refused meanwhile may have tried again, and then waits a second time.
      const batch = this.queue.splice(0, MAX_BATCH).filter((waiting) => this.waits(waiting));
      const free = batch.filter((waiting) => !this.held.get(waiting.draft.channelId)?.push(waiting));
      const [longest] = free;
      if (longest) await this.writeFree(free, performance.now() - longest.acceptedAt < WAITED_MS ? PATIENT : BRIEF);
      if (this.held.size > 0) await this.tryHeld();
    }
    this.pumping = false;
  }

  /** Writes what can be written. The lock of one channel is no reason for the others to wait: they are parted, down to it. */
  private async writeFree(batch: Waiting[], patience: Patience): Promise<void> {
    try {
      await this.commit(batch, patience);
    } catch (error) {
      if (!isLockTimeout(error)) return this.recover(batch, error);
      const channels = [...Map.groupBy(batch, ({ draft }) => draft.channelId)];
      if (patience === PATIENT) this.logger.warn({ channels: channels.length }, 'messages wait for a lock');
      if (channels.length === 1) for (const [channelId, drafts] of channels) this.held.set(channelId, drafts);
      else
        for (const half of halves(channels))
          await this.writeFree(
            half.flatMap(([, drafts]) => drafts),
            BRIEF,
          );
    }
  }

  /** Each by itself. Nobody else waits, or they come first. */
  private async tryHeld(): Promise<void> {
    if (this.queue.length === 0) await pause();
    else if (performance.now() - this.heldAt < RETRY_MS) return;
    const held = [...this.held.values()];
    this.held.clear();
    for (const drafts of held) {
      const waiting = drafts.filter((each) => this.waits(each));
      if (waiting.length > 0) await this.writeFree(waiting, BRIEF);
    }
    this.heldAt = performance.now();
  }

  /** Waiters stand in the order of their deadlines. */
  private refuseExpired(): void {
    const now = performance.now();
    for (const waiting of this.pending.values()) {
      if (waiting.deadline > now) return;
      this.done(waiting);
      waiting.reject(unavailable());
    }
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private waits(waiting: Waiting): boolean {
    return this.pending.get(waiting.key) === waiting;
  }

  /** After a refusal the same message may wait again, in another's place. */
  private done(waiting: Waiting): void {
    if (this.waits(waiting)) this.pending.delete(waiting.key);
  }

  private commit(batch: Waiting[], patience: Patience): Promise<void> {
    if (!tracing.on) return this.write(batch, patience);
    const attributes = { 'tertulia.batch.messages': batch.length };
    return tracing.together(
      'commit',
      { attributes },
      batch.map(({ span }) => span),
      () => this.write(batch, patience),
    );
  }

  private async write(batch: Waiting[], patience: Patience): Promise<void> {
    const event = newId();
    const { statement, values } = postingOf(
      batch.map(({ draft }) => draft),
      event,
    );
    const rows = await this.connection.run<PostedRow>(statement, values, patience);
    // By then the next statement has left, where there is one: PostgreSQL does not wait for these answers.
    setImmediate(() => this.settle(batch, rows, event));
  }

  /** Delivery and acks belong to one turn of the event loop, so that a connection gets both in one write. */
  private settle(batch: Waiting[], rows: PostedRow[], event: string): void {
    const [now, committedAt] = [performance.now(), Date.now()];
    const channels = new Map<string, { created: EncodedMessage[]; membersVersion: number; acceptedAt: number }>();
    rows.forEach((row, index) => {
      const waiting = batch[index] as Waiting;
      const { draft, acceptedAt, resolve } = waiting;
      const { written, membersVersion, before } = postedOf(draft, row);
      this.done(waiting);
      resolve(written);
      if (written.verdict !== 'created') return;
      this.noteCommit(waiting, now);
      if (before) return;
      const channel = channels.get(draft.channelId);
      if (channel) channel.created.push(written.sent);
      else channels.set(draft.channelId, { created: [written.sent], membersVersion, acceptedAt });
    });
    if (channels.size === 0) return;
    const publishedAt = Date.now();
    const batches = [...channels.values()].map(({ created, membersVersion, acceptedAt }) =>
      runsOf(created, membersVersion, {
        acceptedAt: Math.floor(committedAt - (now - acceptedAt)),
        committedAt,
        publishedAt,
      }),
    );
    void this.dispatcher.dispatch(
      event,
      logAdvanced,
      batches.flatMap(({ runs }) => runs),
      batches.flatMap(({ frames }) => frames),
    );
  }

  private noteCommit({ draft: { door }, acceptedAt }: Waiting, now: number): void {
    this.metrics.accepted[door].add();
    this.metrics.commit.observe((now - acceptedAt) / 1000);
  }

  /** PostgreSQL away: the batch is tried again, which can double nothing, with those of it who still wait. */
  private async recover(batch: Waiting[], error: unknown): Promise<void> {
    if (isAway(error)) {
      this.queue = [...batch, ...this.queue];
      await pause();
      return;
    }
    this.logger.error({ err: error }, 'a batch of messages was refused');
    for (const waiting of batch) {
      // One bad draft must not fail its neighbours.
      const failure =
        batch.length === 1 ? error : await this.commit([waiting], PATIENT).then(undefined, (reason: unknown) => reason);
      if (failure === undefined) continue;
      this.done(waiting);
      waiting.reject(failure);
    }
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, RETRY_MS));

const halves = <T>(all: T[]): T[][] => [all.slice(0, all.length >> 1), all.slice(all.length >> 1)];

const asDuplicate = (written: Written): Written =>
  written.verdict === 'created' ? { verdict: 'duplicate', sent: written.sent } : written;

const isAway = (error: unknown) =>
  (error instanceof DomainError && error.code === 'unavailable') || isDatabaseAway(error);
