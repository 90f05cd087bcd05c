import type { Request, Response } from 'express';
import type { AdminSession } from '../auth/administrators.service.js';

const NAME = 'tertulia_admin';

/** Out of reach of scripts, and sent by no other site's page: not even along with a link from there. */
const attributes = ({ secure }: Request) => ({ httpOnly: true, sameSite: 'strict', secure, path: '/admin' }) as const;

export function setSessionCookie(request: Request, response: Response, { token, maxAge }: AdminSession): void {
  response.cookie(NAME, token, { ...attributes(request), maxAge: maxAge * 1000 });
}

export function clearSessionCookie(request: Request, response: Response): void {
  response.clearCookie(NAME, attributes(request));
}

/** The token in a `Cookie` header. */
export function sessionCookie(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
}
