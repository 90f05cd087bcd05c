import { type ClientError, isFinal, signedOut, toClientError } from './client-error.js';
import type { Login, Me, NewAccount, SignedIn, TokenPair } from './contract.js';
import type { Call, Http } from './http.js';
import type { Keeper } from './keeper.js';

const KEY = 'session';
/** A token is renewed so long before its end, a third of its life at the most. */
const MARGIN_MS = 60_000;
const RETRY_MS = 2_000;

interface Saved {
  user: Me;
  accessToken: string;
  refreshToken: string;
  /** By this machine's clock, milliseconds since 1970. */
  expiresAt: number;
  /** When to renew it. */
  renewAt: number;
}

export interface SessionHandler {
  /** There is a new access token. */
  renewed: (token: string) => void;
  /** The server ended the session. */
  ended: (error: ClientError) => void;
}

/** Who is signed in, with an access token that is good now. */
export class Session {
  readonly #http: Http;
  readonly #keeper: Keeper;
  readonly #handler: SessionHandler;
  #saved: Saved | null = null;
  #renewal: Promise<string> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(http: Http, keeper: Keeper, handler: SessionHandler) {
    this.#http = http;
    this.#keeper = keeper;
    this.#handler = handler;
  }

  get user(): Me | null {
    return this.#saved?.user ?? null;
  }

  restore(entries: ReadonlyMap<string, unknown>): void {
    const saved = entries.get(KEY) as Saved | undefined;
    if (!saved?.refreshToken) return;
    this.#saved = saved;
    this.#schedule();
  }

  login(login: Login): Promise<SignedIn> {
    return this.#http.call('/auth/login', { method: 'POST', body: login });
  }

  register(account: NewAccount): Promise<SignedIn> {
    return this.#http.call('/auth/register', { method: 'POST', body: account });
  }

  /** Somebody is signed in once that is kept: whoever is seen to be stays so, also for a client that starts at once. */
  async begin(user: Me, tokens: TokenPair): Promise<void> {
    const saved = savedOf(user, tokens);
    await this.#keeper.keep(KEY, () => saved).catch(() => undefined);
    this.#hold(saved);
  }

  /** Ends it here whatever the server says, which is told as far as it can be reached. */
  async logout(): Promise<void> {
    const saved = this.#saved;
    this.#forget();
    await this.#keeper.flush().catch(() => undefined);
    if (saved) await this.#end(saved).catch(() => undefined);
  }

  /** Resolves when a new token, should one be on its way, is known: the old one is good for nothing then. */
  async stop(): Promise<void> {
    await this.#renewal?.catch(() => undefined);
    clearTimeout(this.#timer);
  }

  /** A token that is good for a while. Rejects with `signed_out` where there is no session. */
  async token(): Promise<string> {
    if (!this.#saved) throw signedOut();
    if (Date.now() < this.#saved.renewAt) return this.#saved.accessToken;
    try {
      return await this.renew();
    } catch (error) {
      // It was tried early: the old one is good until its end.
      if (this.#saved && Date.now() < this.#saved.expiresAt) return this.#saved.accessToken;
      throw error;
    }
  }

  /** A call as the user, or as nobody. A token that the server does not take any more is renewed once. */
  async call<T>(path: string, call: Call = {}): Promise<T> {
    if (call.anonymous) return this.#http.call<T>(path, call);
    const token = await this.token();
    try {
      return await this.#http.call<T>(path, { ...call, token });
    } catch (error) {
      if (toClientError(error).code !== 'unauthenticated') throw error;
      return this.#http.call<T>(path, { ...call, token: await this.renew(token) });
    }
  }

  /** A new token, once for all who ask at the same time; the present one where it is not the one that was refused. */
  renew(refused?: string): Promise<string> {
    if (!this.#saved) return Promise.reject(signedOut());
    if (refused !== undefined && refused !== this.#saved.accessToken) return Promise.resolve(this.#saved.accessToken);
    this.#renewal ??= this.#exchange(this.#saved).finally(() => (this.#renewal = null));
    return this.#renewal;
  }

  async #end({ accessToken, expiresAt, refreshToken }: Saved): Promise<void> {
    const token = Date.now() < expiresAt ? accessToken : (await this.#refresh(refreshToken)).accessToken;
    await this.#http.call('/auth/logout', { method: 'POST', token });
  }

  #refresh(refreshToken: string): Promise<TokenPair> {
    return this.#http.call('/auth/refresh', { method: 'POST', body: { refreshToken } });
  }

  async #exchange({ user, refreshToken }: Saved): Promise<string> {
    const mine = (): boolean => this.#saved?.refreshToken === refreshToken;
    try {
      const pair = await this.#refresh(refreshToken);
      if (!mine()) throw signedOut();
      this.#hold(savedOf(user, pair));
      this.#handler.renewed(pair.accessToken);
      return pair.accessToken;
    } catch (thrown) {
      const error = toClientError(thrown);
      if (mine()) this.#refused(error);
      throw error;
    }
  }

  #refused(error: ClientError): void {
    if (error.code !== 'unauthenticated' && !isFinal(error)) return this.#schedule(RETRY_MS);
    this.#forget();
    this.#handler.ended(error);
  }

  #forget(): void {
    this.#saved = null;
    clearTimeout(this.#timer);
    this.#keeper.mark(KEY, () => null);
  }

  /** A refresh token is good once: the new one is kept at once, or a client that starts later has none. */
  #hold(saved: Saved): void {
    this.#saved = saved;
    void this.#keeper.keep(KEY, () => this.#saved).catch(() => undefined);
    this.#schedule();
  }

  #schedule(after?: number): void {
    clearTimeout(this.#timer);
    if (!this.#saved) return;
    // The timers' limit is 24.8 days.
    const wait = Math.min(2 ** 31 - 1, after ?? this.#saved.renewAt - Date.now());
    this.#timer = setTimeout(() => void this.renew().catch(() => undefined), Math.max(0, wait));
  }
}

function savedOf(user: Me, { accessToken, refreshToken, expiresIn }: TokenPair): Saved {
  const life = expiresIn * 1000;
  const expiresAt = Date.now() + life;
  return { user, accessToken, refreshToken, expiresAt, renewAt: expiresAt - Math.min(MARGIN_MS, life / 3) };
}
