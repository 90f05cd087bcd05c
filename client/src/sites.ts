/** The instances of one server, by their addresses, and which of them is in use. Behind a balancer there is but one. */
export class Sites {
  readonly #urls: readonly string[];
  #index: number;

  constructor(urls: string | readonly string[], index = 0) {
    this.#urls = [urls].flat().map((url) => url.replace(/\/+$/, ''));
    if (this.#urls.length === 0) throw new TypeError('A client needs the URL of its server');
    this.#index = index % this.#urls.length;
  }

  get count(): number {
    return this.#urls.length;
  }

  get url(): string {
    return this.#urls[this.#index] ?? '';
  }

  next(): void {
    this.#index = (this.#index + 1) % this.#urls.length;
  }

  /** Goes on to another, unless somebody else has done so already. */
  avoid(url: string): void {
    if (this.url === url) this.next();
  }
}
