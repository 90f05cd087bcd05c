import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import sirv from 'sirv';

/** Where the build of `web/` is, seen from the sources and from `dist` alike. */
const FOLDER = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** What answers by itself, and is never a page of the application. */
const OTHER_DOORS = /^\/(api|socket\.io|docs|docs-json|health|metrics|admin|dev|about)(\/|$)/;
/** Their names have a hash of what is in them. */
const NEVER_CHANGES = 'public, max-age=31536000, immutable';

const accepts = ({ headers }: IncomingMessage, type: string) => headers.accept?.includes(type) ?? false;

/** The web client: its files as they are, and its page at every address that a browser opens and no door answers. */
@Injectable()
export class WebClientPages {
  private readonly serve = existsSync(FOLDER)
    ? sirv(FOLDER, { gzip: true, brotli: true, etag: true, single: true, setHeaders })
    : undefined;

  readonly handle = (request: Request, response: Response, next: NextFunction): void => {
    const { method, path } = request;
    const reads = method === 'GET' || method === 'HEAD';
    // Whoever takes anything is a program, and gets the answer of the API; a file is asked for by its name.
    const isFile = /\.\w+$/.test(path);
    if (!this.serve || !reads || OTHER_DOORS.test(path) || !(isFile || accepts(request, 'text/html'))) return next();
    this.serve(request, response, next);
  };
}

function setHeaders(response: ServerResponse, path: string): void {
  response.setHeader('Cache-Control', path.startsWith('/assets/') ? NEVER_CHANGES : 'no-cache');
}
