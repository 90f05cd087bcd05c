import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { NextFunction, Request, Response } from 'express';
import sirv from 'sirv';

/** What answers by itself, and is never a page of the application. */
const OTHER_DOORS = /^\/(api|socket\.io|docs|docs-json|health|metrics|admin|dev|about)(\/|$)/;
const ASSETS = '/assets/';
/** Their names have a hash of what is in them. */
const NEVER_CHANGES = 'public, max-age=31536000, immutable';

const kept = (response: ServerResponse, path: string) =>
  void response.setHeader('Cache-Control', path.startsWith(ASSETS) ? NEVER_CHANGES : 'no-cache');
const asked = (response: ServerResponse) => void response.setHeader('Cache-Control', 'no-cache');

/** The web client: its files as they are, and its page at every address that a browser opens and no door answers. */
export class WebClientPages {
  private readonly file;
  private readonly page;

  /** `folder` is where the build of `web/` is. */
  constructor(folder: string) {
    const options = { gzip: true, brotli: true, etag: true };
    const built = existsSync(folder);
    this.file = built ? sirv(folder, { ...options, setHeaders: kept }) : undefined;
    // Its own test for what is a file takes for ever on some addresses.
    this.page = built ? sirv(folder, { ...options, single: true, ignores: false, setHeaders: asked }) : undefined;
  }

  readonly handle = (request: Request, response: Response, next: NextFunction): void => {
    const { method, path } = request;
    const reads = method === 'GET' || method === 'HEAD';
    // Whoever takes anything is a program, and gets the answer of the API; a file is asked for by its name.
    const serve = isFile(path) ? this.file : takesPages(request) ? this.page : undefined;
    if (!serve || !reads || OTHER_DOORS.test(path)) return next();
    response.once('pipe', closeTogether);
    // Whoever asks for a part may have the whole; a part that ends before it begins would be an error.
    delete request.headers.range;
    serve(request, response, () => {
      response.off('pipe', closeTogether);
      next();
    });
  };
}

const takesPages = ({ headers }: Request) => headers.accept?.includes('text/html') ?? false;
const isFile = (path: string) => path.startsWith(ASSETS) || /\.\w+$/.test(path);

/** A file that was replaced since the start ends its answer and nothing else; one that nobody waits for is closed. */
function closeTogether(this: ServerResponse, file: Readable): void {
  file.once('error', () => this.destroy());
  this.once('close', () => file.destroy());
}
