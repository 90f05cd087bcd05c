/** What `scripts/stack.mjs` gives, as far as the benchmark uses it. */
export interface Server {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface Stack {
  root: string;
  /** Node's options for a web process, as the product is started with them. */
  webFlags: string[];
  /** A browser's program, and what it needs in its environment. */
  chromium(): Promise<{ command: string; env: Record<string, string> }>;
  freePort(): Promise<number>;
  startPostgres(options: { dir: string; durable: boolean }): Promise<Server>;
  startRedis(options: { dir: string; persist: boolean }): Promise<Server>;
  temporaryDir(): string;
}
