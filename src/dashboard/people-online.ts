/** Who is connected where: exact over all instances, however many of them somebody is connected to. */
export class PeopleOnline {
  private readonly byInstance = new Map<string, Set<string>>();
  /** To how many instances somebody is connected. */
  private readonly instances = new Map<string, number>();

  get count(): number {
    return this.instances.size;
  }

  has(userId: string): boolean {
    return this.instances.has(userId);
  }

  ids(): string[] {
    return [...this.instances.keys()];
  }

  /** All that an instance has; what was known of it before is void. */
  replace(instance: string, userIds: readonly string[]): void {
    this.drop(instance);
    this.change(instance, userIds, []);
  }

  change(instance: string, joined: readonly string[], left: readonly string[]): void {
    const here = this.byInstance.get(instance) ?? new Set();
    this.byInstance.set(instance, here);
    for (const userId of left) if (here.delete(userId)) this.less(userId);
    for (const userId of joined) {
      if (here.has(userId)) continue;
      here.add(userId);
      this.instances.set(userId, (this.instances.get(userId) ?? 0) + 1);
    }
  }

  /** The instance is gone, and nobody is connected to it any more. */
  drop(instance: string): void {
    for (const userId of this.byInstance.get(instance) ?? []) this.less(userId);
    this.byInstance.delete(instance);
  }

  private less(userId: string): void {
    const left = (this.instances.get(userId) ?? 0) - 1;
    if (left > 0) this.instances.set(userId, left);
    else this.instances.delete(userId);
  }
}
