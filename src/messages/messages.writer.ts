import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { logAdvanced } from '../core/broadcast/log.topic.js';
import { isDatabaseAway } from '../core/database/postgres-error.js';
import { WriterConnection } from '../core/database/writer-connection.js';
import { DomainError, unavailable } from '../core/errors/domain-error.js';
import { OutboxDispatcher } from '../core/outbox/outbox.dispatcher.js';
import { type EncodedMessage, runsOf } from './log-run.js';
import { toMessage } from './message.mapper.js';

export interface Draft {
  id: string;
  channelId: string;
  authorId: string;
  clientId: string;
  body: string;
  html: string;
}

type Verdict = 'created' | 'duplicate' | 'not_found' | 'forbidden' | 'archived';

/** What became of a draft. A duplicate names the message that was there first. */
export type Written =
  | { verdict: 'created'; created: EncodedMessage }
  | { verdict: 'duplicate'; id: string }
  | { verdict: 'not_found' | 'forbidden' | 'archived' };

type Row = [verdict: Verdict, id: string, seq: number, rev: number, membersVersion: number, createdMs: number];

interface Waiting {
  draft: Draft;
  deadline: number;
  answer: Promise<Written>;
  resolve: (written: Written) => void;
  reject: (error: unknown) => void;
}

const APPEND = { name: 'append_messages', text: 'SELECT * FROM append_messages($1, $2, $3, $4, $5, $6, $7, $8)' };

/** More in one statement gains nothing and makes everyone in it wait longer. */
const MAX_BATCH = 500;
/** A send that PostgreSQL has not taken by then answers `unavailable`. */
const DEADLINE_MS = 2500;
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

  constructor(
    private readonly connection: WriterConnection,
    private readonly dispatcher: OutboxDispatcher,
  ) {}

  /** Resolves after COMMIT, with the run handed to the dispatcher before. Rejects with `unavailable` in time. */
  append(draft: Draft): Promise<Written> {
    const key = `${draft.channelId}${draft.authorId}${draft.clientId}`;
    const twin = this.pending.get(key);
    if (twin) return twin.answer.then(asDuplicate);
    const { promise: answer, resolve, reject } = Promise.withResolvers<Written>();
    const waiting = {
      draft,
      deadline: performance.now() + DEADLINE_MS,
      answer,
      resolve: (written: Written) => (this.pending.delete(key), resolve(written)),
      reject: (error: unknown) => (this.pending.delete(key), reject(error)),
    };
    this.pending.set(key, waiting);
    this.queue.push(waiting);
    if (!this.pumping) {
      this.pumping = true;
      // What arrives in the same turn of the event loop goes into the same batch.
      setImmediate(() => void this.pump());
    }
    return answer;
  }

  private async pump(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, MAX_BATCH);
      try {
        await this.write(batch);
      } catch (error) {
        await this.recover(batch, error);
      }
    }
    this.pumping = false;
  }

  private async write(batch: Waiting[]): Promise<void> {
    const event = uuidv7();
    const drafts = batch.map(({ draft }) => draft);
    const values = [
      drafts.map(({ id }) => id),
      drafts.map(({ channelId }) => channelId),
      drafts.map(({ authorId }) => authorId),
      drafts.map(({ clientId }) => clientId),
      drafts.map(({ body }) => body),
      drafts.map(({ html }) => html),
      event,
      logAdvanced.name,
    ];
    const left = (batch[0]?.deadline ?? 0) - performance.now();
    if (left <= 0) throw unavailable();
    const rows = await this.connection.run<Row>(APPEND, values, left);
    this.settle(batch, rows, event);
  }

  /** Delivery and acks belong to one turn of the event loop, so that a connection gets both in one write. */
  private settle(batch: Waiting[], rows: Row[], event: string): void {
    const channels = new Map<string, { created: EncodedMessage[]; membersVersion: number }>();
    rows.forEach(([verdict, id, seq, rev, membersVersion, createdMs], index) => {
      const { draft, resolve } = batch[index] as Waiting;
      const mine = verdict === 'created' || (verdict === 'duplicate' && id === draft.id);
      if (!mine) {
        resolve(verdict === 'duplicate' ? { verdict, id } : { verdict: verdict as 'forbidden' });
        return;
      }
      const created = encode(draft, seq, rev, createdMs);
      resolve({ verdict: 'created', created });
      // A draft whose first answer was lost was committed then, with its own event: that one tells of it.
      if (verdict === 'duplicate') return;
      const channel = channels.get(draft.channelId);
      if (channel) channel.created.push(created);
      else channels.set(draft.channelId, { created: [created], membersVersion });
    });
    if (channels.size === 0) return;
    const batches = [...channels.values()].map(({ created, membersVersion }) => runsOf(created, membersVersion));
    void this.dispatcher.dispatch(
      event,
      logAdvanced,
      batches.flatMap(({ runs }) => runs),
      batches.flatMap(({ frames }) => frames),
    );
  }

  /** PostgreSQL away: the batch is tried again, which can double nothing, until its deadlines. */
  private async recover(batch: Waiting[], error: unknown): Promise<void> {
    if (isAway(error)) {
      const now = performance.now();
      const expired = batch.filter(({ deadline }) => deadline - now < RETRY_MS);
      for (const { reject } of expired) reject(unavailable(error));
      this.queue = [...batch.filter((waiting) => !expired.includes(waiting)), ...this.queue];
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      return;
    }
    this.logger.error({ err: error }, 'a batch of messages was refused');
    if (batch.length === 1) batch[0]?.reject(error);
    // One bad draft must not fail its neighbours.
    else for (const waiting of batch) await this.write([waiting]).catch((reason: unknown) => waiting.reject(reason));
  }
}

const asDuplicate = (written: Written): Written =>
  written.verdict === 'created' ? { verdict: 'duplicate', id: written.created.message.id } : written;

const isAway = (error: unknown) =>
  (error instanceof DomainError && error.code === 'unavailable') || isDatabaseAway(error);

function encode({ body, html, ...draft }: Draft, seq: number, rev: number, createdMs: number): EncodedMessage {
  const message = toMessage({
    ...draft,
    seq,
    rev,
    body,
    html,
    kind: 'user',
    changeKind: 'created',
    createdAt: new Date(createdMs),
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
  });
  return { message, json: JSON.stringify(message) };
}
