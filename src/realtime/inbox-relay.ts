import { Injectable } from '@nestjs/common';
import { InboxFeed } from '../notifications/inbox-feed.service.js';
import { LocalUsers } from './local-users.js';

/** Sends each change of an inbox to the sockets that its owner has here. */
@Injectable()
export class InboxRelay {
  private readonly following = new Map<string, () => void>();

  constructor(
    private readonly feed: InboxFeed,
    private readonly users: LocalUsers,
  ) {}

  /** `rev` is the inbox's head as it was before the connection: what came meanwhile is sent too. */
  connected(userId: string, rev: number): void {
    if (this.following.has(userId)) return;
    const stop = this.feed.follow(userId, rev, (event) => this.users.emit(userId, 'notification', event));
    this.following.set(userId, stop);
  }

  disconnected(userId: string): void {
    if (this.users.get(userId)) return;
    this.following.get(userId)?.();
    this.following.delete(userId);
  }
}
