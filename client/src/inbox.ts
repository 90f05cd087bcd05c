import type { Notification, NotificationEvent, NotificationPage, UnreadCount } from './contract.js';
import { type Observable, View } from './observable.js';
import type { Session } from './session.js';

export interface InboxSnapshot {
  /** Null until it was loaded or something came. */
  readonly unread: number | null;
  /** What is loaded, the newest first. */
  readonly items: readonly Notification[];
  readonly hasOlder: boolean;
}

interface Known {
  /** Archived ones too: what was asked for before may still have them as they were. */
  line: Notification;
  /** How many loads had been asked for when it came; of what a load brought, which one it was. */
  at: number;
}

/** The user's notifications: what is loaded of them, and what comes. */
export class Inbox implements Observable<InboxSnapshot> {
  readonly snapshot: () => InboxSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  readonly #view: View<InboxSnapshot>;
  readonly #session: Session;
  readonly #known = new Map<string, Known>();
  #unread: number | null = null;
  /** As that of a line. */
  #unreadAt = 0;
  #cursor: string | null = null;
  /** Loads that were asked for, and which of them was answered last. */
  #asked = 0;
  #answered = 0;
  #wanted = false;

  constructor(session: Session) {
    this.#session = session;
    this.#view = new View(() => ({
      unread: this.#unread,
      items: [...this.#known.values()]
        .flatMap(({ line }) => (line.archivedAt === null ? line : []))
        .toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1)),
      hasOlder: this.#cursor !== null,
    }));
    this.snapshot = this.#view.snapshot;
    this.subscribe = this.#view.subscribe;
  }

  /** The newest page, in place of what was there when it was asked for; what came since stays. */
  async load(): Promise<void> {
    const at = ++this.#asked;
    this.#wanted = true;
    const page = await this.#session.call<NotificationPage>('/notifications');
    // Another one was asked for later, and answered before.
    if (at < this.#answered) return;
    this.#answered = at;
    for (const [id, known] of this.#known) if (known.at < at) this.#known.delete(id);
    if (this.#unreadAt < at) this.#unread = page.unread;
    this.#take(page);
  }

  /** There may have been news that did not come: what is known is loaded again. */
  refresh(): void {
    if (this.#wanted || this.#unread !== null) this.load().catch(() => undefined);
  }

  async loadOlder(): Promise<void> {
    const cursor = this.#cursor;
    if (cursor === null) return;
    const page = await this.#session.call<NotificationPage>(`/notifications?cursor=${encodeURIComponent(cursor)}`);
    if (this.#cursor === cursor) this.#take(page);
  }

  /** The line itself comes back as an event, on all devices. */
  async markRead(id: string): Promise<void> {
    this.#put(await this.#session.call<Notification>(`/notifications/${id}/read`, { method: 'POST' }));
  }

  async archive(id: string): Promise<void> {
    this.#put(await this.#session.call<Notification>(`/notifications/${id}/archive`, { method: 'POST' }));
  }

  async markAllRead(): Promise<void> {
    const { unread } = await this.#session.call<UnreadCount>('/notifications/read-all', { method: 'POST' });
    this.#count(unread);
    this.#view.changed();
  }

  arrived(line: NotificationEvent): void {
    this.#count(line.unread);
    this.#put(line);
  }

  clear(): void {
    this.#known.clear();
    this.#unread = null;
    this.#cursor = null;
    this.#wanted = false;
    // What is still to be answered was asked for before.
    this.#answered = ++this.#asked;
    this.#view.changed();
  }

  #count(unread: number): void {
    this.#unread = unread;
    this.#unreadAt = this.#asked;
  }

  #take({ items, nextCursor }: NotificationPage): void {
    this.#cursor = nextCursor;
    for (const item of items) this.#put(item, this.#answered);
    this.#view.changed();
  }

  /** Of two states of a line the one with the greater rev is the newer. */
  #put(line: Notification, at = this.#asked): void {
    const known = this.#known.get(line.id);
    if (known && known.line.rev > line.rev) return;
    this.#known.set(line.id, { line, at });
    this.#view.changed();
  }
}
