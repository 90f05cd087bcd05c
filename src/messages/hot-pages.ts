type Compress = (json: Buffer) => Promise<Buffer>;

/** What a page was read at. */
interface ReadAt {
  /** Where the log stood. */
  rev: number;
  /** Of the channel's memberships: who was a reader at an older one is judged again before they see it. */
  membersVersion: number;
}

/** An answer as bytes, and what it was read at. */
export class HotPage {
  private readonly forms = new Map<string, Promise<Buffer>>();

  constructor(
    readonly at: ReadAt,
    readonly json: Buffer,
    private readonly onCompressed: (page: HotPage, bytes: number) => void = () => undefined,
  ) {}

  /** Compressed once for each coding, when somebody asks for it. */
  encoded(coding: string, compress: Compress): Promise<Buffer> {
    const known = this.forms.get(coding);
    if (known) return known;
    const form = compress(this.json).then((bytes) => {
      this.onCompressed(this, bytes.length);
      return bytes;
    });
    this.forms.set(coding, form);
    form.catch(() => this.forms.delete(coding));
    return form;
  }
}

interface Held {
  page: HotPage;
  /** Of all its forms. */
  bytes: number;
}

/** The newest pages of channels that are read much, at the rev at which they were read; the least recently used go first. */
export class HotPages {
  private readonly pages = new Map<string, Held>();
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  /** A page that has everything up to `rev`. */
  find(key: string, rev: number): HotPage | null {
    const held = this.pages.get(key);
    if (!held || held.page.at.rev < rev) return null;
    this.pages.delete(key);
    this.pages.set(key, held);
    return held.page;
  }

  /** The page that stands under the key now: this one, or a newer one. */
  put(key: string, at: ReadAt, json: Buffer): HotPage {
    const there = this.pages.get(key);
    if (there && there.page.at.rev >= at.rev) return there.page;
    if (there) this.remove(key, there);
    const page = new HotPage(at, json, (grown, bytes) => this.grow(key, grown, bytes));
    this.pages.set(key, { page, bytes: 0 });
    this.grow(key, page, json.length);
    return page;
  }

  private grow(key: string, page: HotPage, bytes: number): void {
    const held = this.pages.get(key);
    // One that is gone meanwhile is somebody's answer still, and nothing that is kept.
    if (held?.page !== page) return;
    held.bytes += bytes;
    this.bytes += bytes;
    for (const [oldest, each] of this.pages) {
      if (this.bytes <= this.maxBytes) break;
      this.remove(oldest, each);
    }
  }

  private remove(key: string, held: Held): void {
    this.pages.delete(key);
    this.bytes -= held.bytes;
  }
}
