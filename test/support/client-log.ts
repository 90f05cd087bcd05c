import type { Change, ChannelChanges, Message, SyncedChannel } from '../../client/src/contract.js';

/** Something that happens to a channel; an edit or a deletion to one of its messages, counted round. */
export interface Act {
  kind: 'created' | 'edited' | 'deleted';
  place: number;
}

const CHANNEL = '00000000-0000-4000-8000-000000000000';

export const messageOf = (seq: number, rev: number, body = `message ${seq}`): Message => ({
  id: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
  channelId: CHANNEL,
  seq,
  rev,
  authorId: 'author',
  clientId: `client ${seq}`,
  kind: 'user',
  body,
  html: body,
  mentions: { userIds: [], groupIds: [], all: 'none' },
  reactions: [],
  files: [],
  poll: null,
  thread: null,
  system: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  editedAt: null,
  deletedAt: null,
  pinnedAt: null,
});

/** A channel's log as the server has it. */
export class Log {
  readonly history: Change[] = [];
  readonly #messages = new Map<number, Message>();

  get rev(): number {
    return this.history.length;
  }

  get messages(): Message[] {
    return [...this.#messages.values()].toSorted((a, b) => a.seq - b.seq);
  }

  act({ kind, place }: Act): void {
    const count = this.#messages.size;
    if (kind !== 'created' && count === 0) return;
    const seq = kind === 'created' ? count + 1 : (place % count) + 1;
    const rev = this.rev + 1;
    const message = messageOf(seq, rev, kind === 'deleted' ? '' : `message ${seq} at ${rev}`);
    this.#messages.set(seq, message);
    this.history.push({ rev, kind, message });
  }

  /** Everything after a place, as it was sent when it happened, in runs of these sizes. */
  runs(since: number, size: () => number): ChannelChanges[] {
    const runs: ChannelChanges[] = [];
    for (let from = since; from < this.rev;) {
      const changes = this.history.slice(from, from + size());
      const rev = from + changes.length;
      runs.push({ channelId: CHANNEL, since: from, rev, changes });
      from = rev;
    }
    return runs;
  }

  /** Each message that changed after the cursor, once, at its newest rev. */
  sync(cursor: number, { horizon, limit, page }: { horizon: number; limit: number; page: number }): SyncedChannel {
    const states = this.messages.map((message) => this.#newest(message)).toSorted((a, b) => a.rev - b.rev);
    if (cursor > this.rev || this.rev - cursor > horizon) {
      const newest = this.messages.slice(-page).map((message) => this.#newest(message));
      return { channelId: CHANNEL, since: 0, rev: this.rev, changes: newest, more: false, reset: true };
    }
    const after = states.filter(({ rev }) => rev > cursor);
    const changes = after.slice(0, limit);
    const more = after.length > limit;
    const rev = more ? (changes.at(-1)?.rev ?? cursor) : this.rev;
    return { channelId: CHANNEL, since: cursor, rev, changes, more, reset: false };
  }

  #newest(message: Message): Change {
    const change = this.history[message.rev - 1];
    if (!change) throw new Error('a message of no change');
    return change;
  }
}
