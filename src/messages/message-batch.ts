import type { Mentions, Message } from '../contract/messages.js';
import { logAdvanced } from '../core/broadcast/log.topic.js';
import type { PreparedStatement } from '../core/database/writer-connection.js';
import type { EncodedMessage } from './log-run.js';
import { toEntity, toMessage } from './message.mapper.js';
import type { SendDoor } from './message.metrics.js';

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

const ID_COLUMNS = ['id', 'channelId', 'authorId', 'clientId'] as const;
const TEXT_COLUMNS = ['body', 'html', 'mentions'] as const;

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
export type PostedRow = [
  verdict: Written['verdict'],
  seq: number,
  rev: number,
  membersVersion: number,
  createdMs: number,
  untilMs: number | null,
  sent: Record<string, unknown> | null,
];

/** What became of a draft, and of what its channel's readers are to hear. */
export interface Posted {
  written: Written;
  membersVersion: number;
  /** Its own message, though an earlier try wrote it: the first answer was lost after the commit, whose own event tells of it. */
  before: boolean;
}

const PARAMETERS = '$1, $2, $3, $4, $5, $6, $7, $8, $9';
const APPEND_ONE = { name: 'post_message', text: `SELECT * FROM post_message(${PARAMETERS})` };
const APPEND_MANY = { name: 'post_messages', text: `SELECT * FROM post_messages(${PARAMETERS})` };

/** The statement that writes the drafts, in their order; `event` is the id of the outbox row that tells of them. */
export function postingOf(drafts: Draft[], event: string): { statement: PreparedStatement; values: unknown[] } {
  const [first] = drafts;
  if (drafts.length === 1 && first) {
    const values = [...ID_COLUMNS, ...TEXT_COLUMNS].map((column) => first[column]);
    return { statement: APPEND_ONE, values: [...values, event, logAdvanced.name] };
  }
  const ids = ID_COLUMNS.map((column) => idArray(drafts.map((draft) => draft[column])));
  const texts = TEXT_COLUMNS.map((column) => drafts.map((draft) => draft[column]));
  return { statement: APPEND_MANY, values: [...ids, ...texts, event, logAdvanced.name] };
}

/** PostgreSQL's form of an array. pg looks into each element for what must be escaped, and in a UUID nothing is. */
const idArray = (ids: string[]) => `{${ids.join(',')}}`;

export function postedOf(
  draft: Draft,
  [verdict, seq, rev, membersVersion, createdMs, untilMs, sent]: PostedRow,
): Posted {
  if (verdict === 'created') {
    return { written: { verdict, sent: encode(draft, seq, rev, createdMs) }, membersVersion, before: false };
  }
  if (verdict === 'duplicate' && sent) {
    const before = sent['id'] === draft.id;
    return { written: { verdict: before ? 'created' : 'duplicate', sent: encodeRow(sent) }, membersVersion, before };
  }
  return { written: refused(verdict, createdMs, untilMs ?? createdMs), membersVersion, before: false };
}

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
