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

/** The user's notifications: what is loaded of them, and what comes. */
export class Inbox implements Observable<InboxSnapshot> {
  readonly snapshot: () => InboxSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  readonly #view: View<InboxSnapshot>;
  readonly #session: Session;
  readonly #items = new Map<string, Notification>();
  #unread: number | null = null;
  #cursor: string | null = null;
  #loaded = false;

  constructor(session: Session) {
    this.#session = session;
    this.#view = new View(() => ({
      unread: this.#unread,
      items: [...this.#items.values()].toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1)),
      hasOlder: this.#cursor !== null,
    }));
    this.snapshot = this.#view.snapshot;
    this.subscribe = this.#view.subscribe;
  }

  /** The newest page, in place of what was loaded. */
  async load(): Promise<void> {
    const page = await this.#session.call<NotificationPage>('/notifications');
    this.#items.clear();
    this.#loaded = true;
    this.#take(page);
  }

  /** There may have been news that did not come: what was loaded is loaded again. */
  refresh(): void {
    if (this.#loaded) this.load().catch(() => undefined);
  }

  async loadOlder(): Promise<void> {
    if (this.#cursor === null) return;
    this.#take(await this.#session.call<NotificationPage>(`/notifications?cursor=${encodeURIComponent(this.#cursor)}`));
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
    this.#unread = unread;
    this.#view.changed();
  }

  arrived(line: NotificationEvent): void {
    this.#unread = line.unread;
    this.#put(line);
  }

  clear(): void {
    this.#items.clear();
    this.#unread = null;
    this.#cursor = null;
    this.#loaded = false;
    this.#view.changed();
  }

  #take({ items, unread, nextCursor }: NotificationPage): void {
    this.#unread = unread;
    this.#cursor = nextCursor;
    for (const item of items) this.#put(item);
    this.#view.changed();
  }

  /** Of two states of a line the one with the greater rev is the newer. */
  #put(notification: Notification): void {
    const known = this.#items.get(notification.id);
    if (known && known.rev > notification.rev) return;
    if (notification.archivedAt === null) this.#items.set(notification.id, notification);
    else this.#items.delete(notification.id);
    this.#view.changed();
  }
}
