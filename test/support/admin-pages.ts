import type { Server } from './app.js';
import { PASSWORD, type Person } from './factories.js';

export interface Visit {
  method?: string;
  cookie?: string;
  headers?: Record<string, string>;
  /** Sent as a form. */
  form?: Record<string, string>;
  /** What a page says; a browser's by default. */
  accept?: string;
}

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const WITHIN_MS = 30_000;

/** One request to a page under /admin, the way a browser makes it; redirects are answers here. */
export function visit(server: Server, path: string, options: Visit = {}): Promise<Response> {
  const { method = 'GET', cookie, headers = {}, form, accept = BROWSER } = options;
  return fetch(`${server.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { accept, ...(cookie !== undefined && { cookie }), ...headers },
    ...(form && { body: new URLSearchParams(form) }),
    signal: AbortSignal.timeout(WITHIN_MS),
  });
}

export const signIn = (server: Server, form: Record<string, string>, headers: Record<string, string> = {}) =>
  visit(server, '/admin/login', { method: 'POST', form, headers });

/** The cookie of an administrator who signed in at the form. */
export async function cookieOf({ server, username }: Person): Promise<string> {
  const answer = await signIn(server, { login: username, password: PASSWORD });
  const [cookie = ''] = answer.headers.getSetCookie();
  if (answer.status !== 303 || cookie === '') throw new Error(`not signed in: ${answer.status}`);
  return cookie.split(';')[0] ?? '';
}
