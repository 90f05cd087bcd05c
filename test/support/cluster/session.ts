import { z } from 'zod';
import type { Api, Identity } from './api.js';
import { now } from './clock.js';

const REFRESH_BEFORE_MS = 60_000;

const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string(), expiresIn: z.int() });
type Tokens = z.infer<typeof Tokens>;
const SignedIn = Tokens.extend({ user: z.object({ id: z.string() }) });

/** A signed-in user who always has a good access token. */
export class Session implements Identity {
  private renewal: Promise<void> | null = null;

  private constructor(
    private readonly api: Api,
    readonly userId: string,
    readonly login: string,
    readonly password: string,
    private tokens: Tokens,
    private issuedAt = now(),
  ) {}

  static async register(api: Api, username: string): Promise<Session> {
    const password = `the password of ${username}`;
    const { user, ...tokens } = await api.expect(SignedIn, 'POST', '/auth/register', null, {
      email: `${username}@example.org`,
      username,
      displayName: username,
      password,
    });
    return new Session(api, user.id, username, password, tokens);
  }

  token = async (): Promise<string> => {
    if (now() > this.issuedAt + this.tokens.expiresIn * 1_000 - REFRESH_BEFORE_MS) {
      this.renewal ??= this.renew().finally(() => (this.renewal = null));
      await this.renewal;
    }
    return this.tokens.accessToken;
  };

  private async renew(): Promise<void> {
    const { refreshToken } = this.tokens;
    this.tokens = await this.api.expect(Tokens, 'POST', '/auth/refresh', null, { refreshToken });
    this.issuedAt = now();
  }
}
