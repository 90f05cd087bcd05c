import { randomUUID } from 'node:crypto';
import type { StoreView } from './site.js';
import type { ChangesFrame, WireChange, WireMessage } from './wire.js';

interface Log {
  members: Set<string>;
  messages: WireMessage[];
  seq: number;
  rev: number;
}

/** The reference server's database: channels as dense logs, kept in memory. */
export class ReferenceStore implements StoreView {
  private readonly logs = new Map<string, Log>();

  open(channelId: string, members: readonly string[]): void {
    this.logs.set(channelId, { members: new Set(members), messages: [], seq: 0, rev: 0 });
  }

  isMember(channelId: string, userId: string): boolean {
    return this.logs.get(channelId)?.members.has(userId) ?? false;
  }

  removeMember(channelId: string, userId: string): void {
    this.logs.get(channelId)?.members.delete(userId);
  }

  channelsOf(userId: string): { channelId: string; seq: number; rev: number }[] {
    return [...this.logs]
      .filter(([, { members }]) => members.has(userId))
      .map(([channelId, { seq, rev }]) => ({ channelId, seq, rev }));
  }

  find(channelId: string, authorId: string, clientId: string): WireMessage | undefined {
    return this.log(channelId).messages.find((m) => m.authorId === authorId && m.clientId === clientId);
  }

  /** The message as it would be stored next; `keep` stores it. */
  next(channelId: string, authorId: string, clientId: string, body: string): WireMessage {
    const { seq, rev } = this.log(channelId);
    const createdAt = new Date().toISOString();
    return { id: randomUUID(), channelId, seq: seq + 1, rev: rev + 1, authorId, clientId, body, createdAt };
  }

  keep(message: WireMessage): void {
    const log = this.log(message.channelId);
    log.messages.push(message);
    log.seq = Math.max(log.seq, message.seq);
    log.rev = Math.max(log.rev, message.rev);
  }

  /** Burns a number of each kind. */
  skip(channelId: string): void {
    const log = this.log(channelId);
    log.seq++;
    log.rev++;
  }

  /** Gives a message a new place in the log of changes, as an edit does. */
  touch(message: WireMessage): WireMessage {
    const log = this.log(message.channelId);
    message.rev = ++log.rev;
    return message;
  }

  since(channelId: string, since: number, limit: number): ChangesFrame & { more: boolean } {
    const { messages, rev } = this.log(channelId);
    const newer = messages.filter((message) => message.rev > since).toSorted((a, b) => a.rev - b.rev);
    const changes = newer.slice(0, limit).map(created);
    const more = newer.length > limit;
    return { channelId, since, rev: more ? (changes.at(-1)?.rev ?? since) : rev, changes, more };
  }

  page(channelId: string, after: number, limit: number): WireMessage[] {
    return this.log(channelId)
      .messages.filter(({ seq }) => seq > after)
      .toSorted((a, b) => a.seq - b.seq)
      .slice(0, limit);
  }

  has(messageId: string): Promise<boolean> {
    return Promise.resolve([...this.logs.values()].some(({ messages }) => messages.some(({ id }) => id === messageId)));
  }

  heads(channelIds: readonly string[]): Promise<{ channelId: string; seq: number; rev: number }[]> {
    return Promise.resolve(channelIds.map((channelId) => ({ channelId, ...this.head(channelId) })));
  }

  history(channelIds: readonly string[]): Promise<WireMessage[]> {
    return Promise.resolve(channelIds.flatMap((channelId) => this.page(channelId, 0, Infinity)));
  }

  private head(channelId: string): { seq: number; rev: number } {
    const { seq, rev } = this.log(channelId);
    return { seq, rev };
  }

  private log(channelId: string): Log {
    const log = this.logs.get(channelId);
    if (!log) throw new Error(`no channel ${channelId}`);
    return log;
  }
}

export const created = (message: WireMessage): WireChange => ({
  rev: message.rev,
  kind: 'created',
  message: { ...message },
});
