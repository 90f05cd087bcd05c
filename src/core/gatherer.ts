/** Nobody waits longer for others' work: it may hang, or take its time. */
const PATIENCE_MS = 20;

/**
 * Puts together what is asked at about the same time, for work that costs by the round trip. While nothing is under way
 * a request waits for the end of its turn of the event loop, no more; while something is, for that to end. So batches
 * grow with the load, and a lone request waits for nobody.
 */
export class Gatherer<T> {
  private waiting: T[] = [];
  private underWay = 0;
  private timer: NodeJS.Timeout | undefined;

  /** `work` answers those who wait by itself, and does not reject. */
  constructor(
    private readonly work: (items: T[]) => Promise<void>,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  add(item: T): void {
    if (this.waiting.push(item) > 1) return;
    if (this.underWay === 0) setImmediate(() => this.flush());
    else this.timer = setTimeout(() => this.flush(), this.patienceMs);
  }

  private flush(): void {
    clearTimeout(this.timer);
    if (this.waiting.length === 0) return;
    const items = this.waiting;
    this.waiting = [];
    this.underWay++;
    void this.work(items).finally(() => {
      if (--this.underWay === 0) this.flush();
    });
  }
}
