import { Injectable, Logger } from '@nestjs/common';
import { newId } from '../core/ids.js';
import type { Mentions, Message } from '../contract/messages.js';
import { logAdvanced } from '../core/broadcast/log.topic.js';
import { isDatabaseAway } from '../core/database/postgres-error.js';
import { WriterConnection } from '../core/database/writer-connection.js';
import { DomainError, unavailable } from '../core/errors/domain-error.js';
import { tracing } from '../core/observability/tracing.js';
import { OutboxDispatcher } from '../core/outbox/outbox.dispatcher.js';
import { type EncodedMessage, runsOf } from './log-run.js';
import { toEntity, toMessage } from './message.mapper.js';
import { MessageMetrics, type SendDoor } from './message.metrics.js';

export interface Draft {
  id: string;
  channelId: string;
  authorId: string;
  clientId: string;
  body: string;
  html: string;
  mentions: Mentions | null;
  door: SendDoor;
}

const DRAFT_COLUMNS = ['id', 'channelId', 'authorId', 'clientId', 'body', 'html', 'mentions'] as const;

/** What became of a draft. A duplicate comes with the message that was there first. */
export type Written = { verdict: 'created' | 'duplicate'; sent: EncodedMessage } | Refused;

type Refused =
  | { verdict: 'not_found' | 'forbidden' | 'archived' | 'read_only' | 'announcement' }
  | { verdict: 'silenced'; until: Date }
  | { verdict: 'slow'; retryAfterMs: number };

/**
 * `sent` is the row of the message that was there first, in PostgreSQL's JSON; `createdMs` the time of the statement, by
 * the clock that `untilMs` goes by too.
 */
type Row = [
  verdict: Written['verdict'],
  seq: number,
  rev: number,
  membersVersion: number,
  createdMs: number,
  untilMs: number | null,
  sent: Record<string, unknown> | null,
];

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

const PARAMETERS = '$1, $2, $3, $4, $5, $6, $7, $8, $9';
const APPEND_ONE = { name: 'post_message', text: `SELECT * FROM post_message(${PARAMETERS})` };
const APPEND_MANY = { name: 'post_messages', text: `SELECT * FROM post_messages(${PARAMETERS})` };

/** More in one statement gains nothing and makes everyone in it wait longer. */
const MAX_BATCH = 500;
/** A send that PostgreSQL has not taken by then answers `unavailable`; protocol.md 2 allows 3 s. */
const DEADLINE_MS = 2300;
const LOOK_MS = 100;
/** Longer than a send waits: a statement that others wait behind is not given up because its first sender left. */
const STATEMENT_TIMEOUT_MS = 4000;
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
    this.timer ??= setInterval(() => this.refuseExpired(), LOOK_MS);
    if (!this.pumping) {
      this.pumping = true;
      // What arrives in the same turn of the event loop goes into the same batch.
      setImmediate(() => void this.pump());
    }
    return answer;
  }

  private async pump(): Promise<void> {
    while (this.queue.length > 0) {
      // Who was refused meanwhile may have tried again, and then waits a second time.
      const batch = this.queue.splice(0, MAX_BATCH).filter((waiting) => this.waits(waiting));
      try {
        if (batch.length > 0) await this.commit(batch);
      } catch (error) {
        await this.recover(batch, error);
      }
    }
    this.pumping = false;
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

  private commit(batch: Waiting[]): Promise<void> {
    if (!tracing.on) return this.write(batch);
    const attributes = { 'tertulia.batch.messages': batch.length };
    return tracing.together(
      'commit',
      { attributes },
      batch.map(({ span }) => span),
      () => this.write(batch),
    );
  }

  private async write(batch: Waiting[]): Promise<void> {
    const event = newId();
    const columns = batch.map(({ draft }) => DRAFT_COLUMNS.map((column) => draft[column]));
    const [only] = columns;
    const rows = await (columns.length === 1 && only
      ? this.connection.run<Row>(APPEND_ONE, [...only, event, logAdvanced.name], STATEMENT_TIMEOUT_MS)
      : this.connection.run<Row>(APPEND_MANY, [...transpose(columns), event, logAdvanced.name], STATEMENT_TIMEOUT_MS));
    this.settle(batch, rows, event);
  }

  /** Delivery and acks belong to one turn of the event loop, so that a connection gets both in one write. */
  private settle(batch: Waiting[], rows: Row[], event: string): void {
    const [now, committedAt] = [performance.now(), Date.now()];
    const channels = new Map<string, { created: EncodedMessage[]; membersVersion: number; acceptedAt: number }>();
    rows.forEach(([verdict, seq, rev, membersVersion, createdMs, untilMs, sent], index) => {
      const waiting = batch[index] as Waiting;
      const { draft, acceptedAt, resolve } = waiting;
      this.done(waiting);
      if (verdict === 'created') {
        this.noteCommit(waiting, now);
        const created = encode(draft, seq, rev, createdMs);
        resolve({ verdict, sent: created });
        const channel = channels.get(draft.channelId);
        if (channel) channel.created.push(created);
        else channels.set(draft.channelId, { created: [created], membersVersion, acceptedAt });
      } else if (verdict === 'duplicate' && sent) {
        // Its own id: the first answer was lost after the commit, and that commit's own event tells of it.
        const own = sent['id'] === draft.id;
        if (own) this.noteCommit(waiting, now);
        resolve({ verdict: own ? 'created' : 'duplicate', sent: encodeRow(sent) });
      } else {
        resolve(refused(verdict, createdMs, untilMs ?? createdMs));
      }
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
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      return;
    }
    this.logger.error({ err: error }, 'a batch of messages was refused');
    for (const waiting of batch) {
      // One bad draft must not fail its neighbours.
      const failure =
        batch.length === 1 ? error : await this.commit([waiting]).then(undefined, (reason: unknown) => reason);
      if (failure === undefined) continue;
      this.done(waiting);
      waiting.reject(failure);
    }
  }
}

const transpose = (rows: unknown[][]) => DRAFT_COLUMNS.map((_, column) => rows.map((row) => row[column]));

function refused(verdict: Written['verdict'], now: number, until: number): Refused {
  switch (verdict) {
    case 'silenced':
      return { verdict, until: new Date(until) };
    case 'slow':
      return { verdict, retryAfterMs: Math.max(1, Math.ceil(until - now)) };
    case 'created':
    case 'duplicate':
      throw new Error(`the database answered ${verdict} without a message`);
    default:
      return { verdict };
  }
}

const asDuplicate = (written: Written): Written =>
  written.verdict === 'created' ? { verdict: 'duplicate', sent: written.sent } : written;

const isAway = (error: unknown) =>
  (error instanceof DomainError && error.code === 'unavailable') || isDatabaseAway(error);

const encodeRow = (row: Record<string, unknown>): EncodedMessage => withJson(toMessage(toEntity(row)));

const withJson = (message: Message): EncodedMessage => ({ message, json: JSON.stringify(message) });

function encode(draft: Draft, seq: number, rev: number, createdMs: number): EncodedMessage {
  const message = toMessage({
    ...draft,
    seq,
    rev,
    kind: 'user',
    changeKind: 'created',
    reactions: null,
    poll: null,
    thread: null,
    system: null,
    createdAt: new Date(createdMs),
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
  });
  return withJson(message);
}
