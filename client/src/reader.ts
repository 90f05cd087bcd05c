import type { Mentions, Message } from './contract.js';

/** Whom messages may mention: the user, by themselves or by the groups that they are in now. */
export class Reader {
  readonly #id: () => string;
  #groupIds: ReadonlySet<string> = new Set();

  constructor(id: () => string) {
    this.#id = id;
  }

  get id(): string {
    return this.#id();
  }

  /** As the server counts them: `@here` is for those who are there. */
  isMentioned({ userIds, groupIds, all }: Mentions): boolean {
    return all === 'channel' || userIds.includes(this.id) || groupIds.some((id) => this.#groupIds.has(id));
  }

  wrote({ authorId }: Pick<Message, 'authorId'>): boolean {
    return authorId === this.id;
  }

  entered(groupIds: readonly string[]): void {
    this.#groupIds = new Set(groupIds);
  }
}
