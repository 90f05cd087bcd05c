import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server?.stop());

const open = (path: string, headers: Record<string, string> = { accept: 'text/html' }) =>
  fetch(server.url + path, { headers });

describe('the web client', () => {
  it('is the page of every address that no other door has', async () => {
    const pages = await Promise.all(['/', '/login', '/c/a/1', '/settings/notifications'].map((path) => open(path)));
    const texts = await Promise.all(pages.map((page) => page.text()));
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toContain('<div id="root">');
    expect(pages[0]?.headers.get('cache-control')).toBe('no-cache');
  });

  it('leaves the others to the API, and what is asked for by programs', async () => {
    for (const path of ['/api/v1/nothing', '/docs/nothing', '/health/nothing']) {
      const answer = await open(path);
      expect([path, answer.status, (await answer.text()).includes('id="root"')]).toEqual([path, 404, false]);
    }
    const program = await open('/nothing', { accept: 'application/json' });
    expect(program.status).toBe(404);
    expect(await (await open('/about')).text()).toContain('/docs/async');
    expect(await (await open('/', { accept: '*/*' })).text()).toContain('/docs/async');
  });

  it('has files that may be kept for ever, compressed as a browser likes', async () => {
    const [, script = ''] = /<script type="module"[^>]* src="([^"]+)"/.exec(await (await open('/')).text()) ?? [];
    const answer = await open(script, { 'accept-encoding': 'br' });
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([200, 'br']);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await open('/assets/no-such-file.js')).status).toBe(404);
  });

  it('runs scripts of its own files alone', async () => {
    const { headers } = await open('/');
    const rules = new Map(
      (headers.get('content-security-policy') ?? '').split(';').map((rule) => {
        const [name = '', ...sources] = rule.trim().split(' ');
        return [name, sources.join(' ')];
      }),
    );
    expect(rules.get('script-src')).toBe("'self'");
    expect(rules.get('script-src-attr')).toBe("'none'");
    expect(rules.get('default-src')).toBe("'self'");
    expect(rules.get('object-src')).toBe("'none'");
  });
});
