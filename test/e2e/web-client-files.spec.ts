import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { NextFunction, Request, Response } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebClientPages } from '../../src/web-client/web-client.pages.js';
import { until } from '../support/cluster/until.js';

const PAGE = '<div id="root"></div>';
/** More than a socket's buffers take. */
const LARGE_BYTES = 64 * 1024 * 1024;

let folder: string;
let app: NestExpressApplication;
let url: string;
/** What was read from the folder, in the order of the answers. */
const files: Readable[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tertulia-web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), PAGE);
  await writeFile(join(folder, 'favicon.svg'), '<svg/>');
  await writeFile(join(folder, 'assets', 'gone.js'), 'gone');
  await writeFile(join(folder, 'assets', 'large.js'), Buffer.alloc(LARGE_BYTES, ' '));
  app = (await Test.createTestingModule({}).compile()).createNestApplication<NestExpressApplication>();
  app.use((_request: Request, response: Response, next: NextFunction) => {
    response.once('pipe', (file: Readable) => files.push(file));
    next();
  });
  app.use(new WebClientPages(folder).handle);
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (path: string, headers: Record<string, string> = {}) =>
  fetch(url + path, { headers: { accept: 'text/html', ...headers } });

describe('an address', () => {
  it('that is built to take long is answered like any other', async () => {
    const hostile = ['!', '%20!', '/', '.!', '.a!'].map((end) => `/${'aa.'.repeat(33)}aa${end}`);
    const answers = await Promise.all(hostile.flatMap((path) => [open(path), open(`/c${path}`)]));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text())))).toEqual(new Set([PAGE]));
  });

  it.each(['/assets/x', '/assets/x.js', '/assets/', '/assets/x/y', '/nothing.png'])(
    '%s that no file has is not there',
    async (path) => {
      const answer = await open(path);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, null]);
    },
  );

  it.each(['/', '/c/a/1', '/%61ssets/x'])('%s is the page, which is asked for again', async (path) => {
    const answer = await open(path);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(await answer.text()).toBe(PAGE);
  });

  it('of a file without a hash is asked for again too', async () => {
    const answer = await open('/favicon.svg');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
  });
});

describe('a file', () => {
  it('that is there no more fails alone', async () => {
    await rm(join(folder, 'assets', 'gone.js'));
    const outcome = open('/assets/gone.js').then((answer) => answer.text());
    await expect(outcome).rejects.toThrow(/fetch failed|terminated/);
    expect((await open('/')).status).toBe(200);
  });

  it.each(['bytes=3-1', 'bytes=0-99999999999999999999', 'bytes=0-1', 'nonsense'])(
    'is whole for a range of %s',
    async (range) => {
      const answer = await open('/favicon.svg', { range });
      expect([answer.status, await answer.text()]).toEqual([200, '<svg/>']);
    },
  );

  it('is closed when its reader goes away', async () => {
    const before = files.length;
    await new Promise<void>((resolve, reject) => {
      const request = get(`${url}/assets/large.js`, (answer) => {
        answer.on('error', () => undefined);
        answer.once('data', () => {
          request.destroy();
          resolve();
        });
      });
      request.once('error', reject);
    });
    await until('the file is closed', () => files[before]?.destroyed ?? false, 30_000);
    expect(files).toHaveLength(before + 1);
  });
});
