import type { Request, Response } from 'express';
import type { DomainError } from '../core/errors/domain-error.js';
import { toProblem } from '../core/errors/error-body.js';
import { loginPage, refusalPage, safeNext } from './pages.js';

/** Whether a person in front of a browser asks, who reads a page and not a problem document. */
export const wantsPage = (request: Request): boolean => request.accepts(['json', 'html']) === 'html';

export function sendPage(response: Response, status: number, html: string): void {
  response.status(status).type('html').send(html);
}

/** The refusal of whatever was asked for. */
export function sendRefusal(response: Response, error: DomainError): void {
  const { status, title } = toProblem(error);
  retryAfter(response, error);
  sendPage(response, status, refusalPage(title, error.message));
}

/** The refusal of a sign-in: the form again, with what is wrong, save where another attempt cannot help. */
export function sendSignInRefusal(request: Request, response: Response, error: DomainError): void {
  if (error.code === 'forbidden') return sendRefusal(response, error);
  const { login, next } = (request.body ?? {}) as Record<string, unknown>;
  const broken = error.more.errors?.map(({ path, message }) => `${path} ${message}`);
  const html = loginPage({
    next: safeNext(next),
    login: typeof login === 'string' ? login : '',
    problem: broken?.join(', ') ?? error.message,
  });
  retryAfter(response, error);
  sendPage(response, toProblem(error).status, html);
}

function retryAfter(response: Response, { more }: DomainError): void {
  if (more.retryAfterMs !== undefined) response.setHeader('Retry-After', Math.ceil(more.retryAfterMs / 1000));
}
