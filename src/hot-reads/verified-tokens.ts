import type { Authenticated } from '../auth/sessions.service.js';
import type { Principal } from '../core/security/principal.js';

/** More than the people who are busy on one instance at a time. */
const MOST = 10_000;

/**
 * Access tokens whose signature was checked, until they end: to check one costs more than all the rest of a hot read.
 * Whether the session behind it still lives is another question, asked for every request.
 */
export class VerifiedTokens {
  private readonly known = new Map<string, Authenticated>();

  /** `verify` throws for a token that is not good. */
  constructor(private readonly verify: (token: string) => Authenticated) {}

  principalOf(token: string): Principal {
    const known = this.known.get(token);
    if (known && known.expiresAt > Date.now()) return known.principal;
    const verified = this.verify(token);
    this.known.delete(token);
    this.known.set(token, verified);
    if (this.known.size > MOST) {
      const [oldest] = this.known.keys();
      if (oldest !== undefined) this.known.delete(oldest);
    }
    return verified.principal;
  }
}
