/** An answer as bytes, and where the log stood when it was made. */
export interface HotPage {
  rev: number;
  json: Buffer;
  /** By content coding, made when somebody asks for it. */
  encoded: Map<string, Promise<Buffer>>;
}

/** The newest pages of channels that are read much, at the rev at which they were read; the least recently used go first. */
export class HotPages {
  private readonly pages = new Map<string, HotPage>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  /** A page that has everything up to `rev`. */
  find(key: string, rev: number): HotPage | null {
    const page = this.pages.get(key);
    if (!page || page.rev < rev) return null;
    this.pages.delete(key);
    this.pages.set(key, page);
    return page;
  }

  /** The page that stands under the key now: this one, or a newer one. */
  put(key: string, rev: number, json: Buffer): HotPage {
    const there = this.pages.get(key);
    if (there && there.rev >= rev) return there;
    if (there) this.remove(key, there);
    const page = { rev, json, encoded: new Map<string, Promise<Buffer>>() };
    this.pages.set(key, page);
    this.bytes += json.length;
    for (const [oldest, each] of this.pages) {
      if (this.bytes <= this.maxBytes) break;
      this.remove(oldest, each);
    }
    return page;
  }

  private remove(key: string, page: HotPage): void {
    this.pages.delete(key);
    this.bytes -= page.json.length;
  }
}
