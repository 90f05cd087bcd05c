export interface PeopleListener {
  /** Connected to one instance at least, and to none before; `isNews` is false for whom was there before it was heard of. */
  came: (userId: string, isNews: boolean) => void;
  /** Connected to none any more, as far as is known. */
  left: (userId: string) => void;
}

/** Who is connected where: exact over all instances, however many of them somebody is connected to. */
export class PeopleOnline {
  private readonly byInstance = new Map<string, Set<string>>();
  /** To how many instances somebody is connected. */
  private readonly instances = new Map<string, number>();
  private readonly listeners: PeopleListener[] = [];

  get count(): number {
    return this.instances.size;
  }

  has(userId: string): boolean {
    return this.instances.has(userId);
  }

  onChange(listener: PeopleListener): void {
    this.listeners.push(listener);
  }

  ids(): string[] {
    return [...this.instances.keys()];
  }

  /** All that an instance has; what was known of it before is void. */
  replace(instance: string, userIds: readonly string[], isNews = true): void {
    this.drop(instance);
    this.change(instance, userIds, [], isNews);
  }

  change(instance: string, joined: readonly string[], left: readonly string[], isNews = true): void {
    const here = this.byInstance.get(instance) ?? new Set();
    this.byInstance.set(instance, here);
    for (const userId of left) if (here.delete(userId)) this.less(userId);
    for (const userId of joined) {
      if (here.has(userId)) continue;
      here.add(userId);
      const instances = this.instances.get(userId) ?? 0;
      this.instances.set(userId, instances + 1);
      if (instances === 0) for (const listener of this.listeners) listener.came(userId, isNews);
    }
  }

  /** The instance is gone, and nobody is connected to it any more. */
  drop(instance: string): void {
    for (const userId of this.byInstance.get(instance) ?? []) this.less(userId);
    this.byInstance.delete(instance);
  }

  private less(userId: string): void {
    const left = (this.instances.get(userId) ?? 0) - 1;
    if (left > 0) return void this.instances.set(userId, left);
    this.instances.delete(userId);
    for (const listener of this.listeners) listener.left(userId);
  }
}
