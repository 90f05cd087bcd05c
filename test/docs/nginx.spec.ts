import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { EventSource } from 'eventsource';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { debianTool, NGINX, OPENSSL } from '../../scripts/debian-tool.mjs';
import { root } from '../../scripts/paths.mjs';
import { freePort } from '../../scripts/ports.mjs';
import { until } from '../../scripts/processes.mjs';
import { temporaryDir } from '../../scripts/temporary.mjs';
import { type Running, runUp } from './running.js';

const nginx = await debianTool(NGINX);
const openssl = await debianTool(OPENSSL);
const dir = temporaryDir();
/** A busy machine takes its time. */
const WITHIN_MS = 30_000;
let up: Running;
let url: string;

interface Ports {
  inside: number;
  plain: number;
  tls: number;
}
let ports: Ports;

/** The files as they stand, with this machine's instances and ports in place of Docker's names. */
function configure({ inside }: Ports): string {
  const instances = [up.port, up.port + 1]
    .map((at) => `server 127.0.0.1:${at} max_fails=1 fail_timeout=5s;`)
    .join('\n');
  const text = readFileSync(join(root, 'deploy/nginx/nginx.conf'), 'utf8')
    .replaceAll(/server web:8000 .*;/g, instances)
    .replace(/resolver .*;/, '')
    .replace('listen 8000;', `listen 127.0.0.1:${inside};`)
    .replace('/etc/nginx/tertulia/*.conf', join(dir, '*.server'))
    .replace('include mime.types;', '')
    .replace(
      'worker_processes auto;',
      process.getuid?.() === 0 ? 'user root;\nworker_processes 1;' : 'worker_processes 1;',
    )
    .replace('/tmp/nginx.pid', join(dir, 'nginx.pid'))
    .replace('error_log /dev/stderr', `error_log ${join(dir, 'error.log')}`)
    .replace(
      'access_log /dev/stdout tertulia;',
      `access_log ${join(dir, 'access.log')} tertulia;\n${temporaryPaths()}`,
    );
  const file = join(dir, 'nginx.conf');
  writeFileSync(file, text);
  return file;
}

function makeCertificate(program: string): void {
  const config = join(dir, 'openssl.cnf');
  writeFileSync(config, '[req]\ndistinguished_name = name\n[name]\n');
  const what = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-config', config];
  const where = ['-keyout', join(dir, 'privkey.pem'), '-out', join(dir, 'fullchain.pem')];
  const { status, stderr } = spawnSync(program, [...what, ...where], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function configureTls({ plain, tls }: Ports): void {
  const text = readFileSync(join(root, 'deploy/nginx/tls.conf'), 'utf8')
    .replace('listen 80;', `listen 127.0.0.1:${plain};`)
    .replace('$server_port = 80', `$server_port = ${plain}`)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${tls} ssl;`)
    // Debian's nginx is older than it.
    .replace('http2 on;', '')
    .replaceAll('/etc/nginx/tls', dir);
  writeFileSync(join(dir, 'tls.server'), text);
}

/** The headers that come back over TLS, whoever signed the certificate. */
const overTls = (path: string) =>
  new Promise<{ status: number | undefined; headers: Record<string, unknown> }>((resolve, reject) => {
    get(`https://127.0.0.1:${ports.tls}${path}`, { rejectUnauthorized: false }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    }).once('error', reject);
  });

const errorLog = () => readFileSync(join(dir, 'error.log'), 'utf8');
const accessLog = () => readFileSync(join(dir, 'access.log'), 'utf8');

/** The instances that served WebSockets, in the order in which those ended. */
const served = () => accessLog().match(/(?<= 101 .*)127\.0\.0\.1:\d+/g) ?? [];

const temporaryPaths = () =>
  ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(dir, name)};`)
    .join('\n');

const answers = () =>
  fetch(`${url}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );

async function token(): Promise<string> {
  const response = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ login: 'ana', password: up.password }),
  });
  const { accessToken } = (await response.json()) as { accessToken: string };
  return accessToken;
}

async function connect(options: Partial<ManagerOptions & SocketOptions>): Promise<Socket> {
  const socket = io(url, { auth: { token: await token() }, reconnection: false, forceNew: true, ...options });
  onTestFinished(() => void socket.disconnect());
  await new Promise((resolve, reject) => {
    socket.once('ready', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

describe.skipIf(!nginx)('deploy/nginx/nginx.conf', () => {
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    up = await runUp();
    ports = { inside: await freePort(), plain: await freePort(), tls: await freePort() };
    url = `http://127.0.0.1:${ports.inside}`;
    if (openssl) {
      makeCertificate(openssl);
      configureTls(ports);
    }
    const args = ['-p', dir, '-c', configure(ports), '-e', join(dir, 'error.log')];
    const { status, stderr } = spawnSync(nginx ?? '', [...args, '-t'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const child = spawn(nginx ?? '', [...args, '-g', 'daemon off;'], { stdio: 'ignore' });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    stop = async () => {
      child.kill('SIGTERM');
      await exited;
    };
    if (!(await until(answers, WITHIN_MS))) throw new Error(errorLog());
  });

  afterAll(async () => {
    await stop?.();
    await up.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it('takes polling sessions to the instance where they began', async () => {
    const sockets = await Promise.all(Array.from({ length: 5 }, () => connect({ transports: ['polling'] })));
    for (const socket of sockets) {
      expect(await socket.emitWithAck('echo', 'through nginx')).toEqual({ ok: true, data: 'through nginx' });
      expect(socket.io.engine.transport.name).toBe('polling');
    }
  });

  it('lets a polling session upgrade to WebSocket', async () => {
    const socket = await connect({ transports: ['polling', 'websocket'] });
    expect(await until(() => socket.io.engine.transport.name === 'websocket', WITHIN_MS)).toBe(true);
    expect(await socket.emitWithAck('echo', 1)).toEqual({ ok: true, data: 1 });
    const before = served().length;
    socket.disconnect();
    expect(await until(() => served().length === before + 1, WITHIN_MS)).toBe(true);
  });

  it('spreads WebSockets over the instances', async () => {
    const before = served().length;
    const sockets = await Promise.all(Array.from({ length: 4 }, () => connect({ transports: ['websocket'] })));
    for (const socket of sockets) socket.disconnect();
    expect(await until(() => served().length === before + 4, WITHIN_MS)).toBe(true);
    expect(new Set(served().slice(before)).size).toBe(2);
  });

  it('brings each event of a stream at once, and the place to go on from to any instance', async () => {
    const authorization = `Bearer ${await token()}`;
    const api = async (path: string, init: RequestInit = {}) => {
      const headers = { authorization, 'content-type': 'application/json' };
      return (await fetch(`${url}/api/v1${path}`, { ...init, headers })).json() as Promise<Record<string, unknown>>;
    };
    const channel = { name: 'through nginx', kind: 'private' };
    const { id } = await api('/channels', { method: 'POST', body: JSON.stringify(channel) });
    const say = (body: string) =>
      api(`/channels/${String(id)}/messages`, {
        method: 'POST',
        body: JSON.stringify({ clientId: crypto.randomUUID(), body }),
      });
    const { token: streamToken } = await api('/auth/stream-token', { method: 'POST' });
    const events: { id: string; bodies: string[] }[] = [];
    const encodings: (string | null)[] = [];
    const source = new EventSource(`${url}/api/v1/channels/${String(id)}/events?since=0&token=${String(streamToken)}`, {
      fetch: async (address, init) => {
        const response = await fetch(address, { ...init, headers: { ...init.headers, 'Accept-Encoding': 'gzip' } });
        encodings.push(response.headers.get('content-encoding'));
        return response;
      },
    });
    onTestFinished(() => source.close());
    source.addEventListener('channel:changes', ({ data, lastEventId }) => {
      const { changes } = JSON.parse(String(data)) as { changes: { message: { body: string } }[] };
      events.push({ id: lastEventId, bodies: changes.map(({ message }) => message.body) });
    });
    for (const [index, body] of ['one', 'two', 'three'].entries()) {
      await say(body);
      // Held back until there is more, it would not come.
      expect(await until(() => events.length === index + 1, WITHIN_MS)).toBe(true);
    }
    expect(events).toEqual(['one', 'two', 'three'].map((body, index) => ({ id: String(index + 1), bodies: [body] })));
    const after = new Headers({ authorization, 'last-event-id': '1' });
    const resumed = await fetch(`${url}/api/v1/channels/${String(id)}/events`, { headers: after });
    const reader = resumed.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('three')) text += (await reader?.read())?.value ?? '';
    await reader?.cancel();
    expect(text).toContain('id: 3\nevent: channel:changes');
    expect(text).not.toContain('"body":"one"');
    expect(encodings).toEqual([null]);
    source.close();
    expect(await until(() => accessLog().includes('/events'), WITHIN_MS)).toBe(true);
    expect(accessLog()).not.toContain(String(streamToken));
  });

  it('leaves the answer to what is too large to the server', async () => {
    const response = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ login: 'ana', password: 'x'.repeat(70_000) }),
    });
    expect(response.status).toBe(413);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('lets files of accounts through that are larger than other bodies', async () => {
    const upload = async (bytes: number) => {
      const response = await fetch(`${url}/api/v1/users/imports`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await token()}`, 'content-type': 'text/csv' },
        body: `email,username,displayName\n${'x'.repeat(bytes)}`,
      });
      return { status: response.status, type: response.headers.get('content-type') ?? '' };
    };
    expect(await upload(300_000)).toMatchObject({ status: 202 });
    const refused = await upload(10 * 1024 * 1024);
    expect(refused).toMatchObject({ status: 413 });
    expect(refused.type).toContain('application/problem+json');
  });

  it('keeps the metrics to itself, however they are written', async () => {
    expect((await fetch(`http://127.0.0.1:${up.port}/metrics`)).status).toBe(200);
    for (const path of [
      '/metrics',
      '/metrics/',
      '/METRICS',
      '/%6detrics',
      '//metrics',
      '/metrics?x=1',
      '/x/../metrics',
    ])
      expect({ path, status: (await fetch(url + path)).status }).toEqual({ path, status: 404 });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it("hands out the web client's files as they were compressed at build", async () => {
    const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
    const script = /\/assets\/[\w-]+\.js/.exec(page)?.[0] ?? '';
    const size = (suffix: string) => statSync(join(root, 'web/dist', script + suffix)).size;
    for (const [accepted, coding, bytes] of [
      ['gzip, deflate, br', 'br', size('.br')],
      ['gzip', 'gzip', size('.gz')],
      ['identity', null, size('')],
    ]) {
      const { headers } = await fetch(url + script, { headers: { 'Accept-Encoding': String(accepted) } });
      expect(headers.get('content-encoding')).toBe(coding);
      expect(headers.get('content-length')).toBe(String(bytes));
      expect(headers.get('cache-control')).toContain('immutable');
      expect(headers.get('vary')).toContain('Accept-Encoding');
    }
  });

  it('compresses, and keeps tokens in a URL out of its log', async () => {
    const response = await fetch(`${url}/docs-json?token=secret`, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    await response.text();
    expect(await until(() => accessLog().includes('/docs-json'), WITHIN_MS)).toBe(true);
    expect(accessLog()).not.toContain('secret');
  });

  it.each(['/api/v1/invites/hidden', '/api/v1/Invites/hidden/accept', '/invites/hidden', '/join/hidden'])(
    'keeps the token of %s out of its log',
    async (path) => {
      await fetch(`${url}${path}`, { redirect: 'manual' });
      const logged = path.replace('hidden', '[redacted]');
      expect(await until(() => accessLog().includes(` ${logged} `), WITHIN_MS)).toBe(true);
      expect(accessLog()).not.toContain('hidden');
    },
  );

  it('writes no request with its tokens to the log of errors', async () => {
    const response = await fetch(`${url}/api/v1/auth/login?token=hidden`, {
      method: 'POST',
      body: 'x'.repeat(200_000),
    });
    expect(response.status).toBe(413);
    expect(await until(() => accessLog().includes('POST /api/v1/auth/login 413'), WITHIN_MS)).toBe(true);
    expect(errorLog()).not.toContain('hidden');
  });

  it.skipIf(!openssl)('ends TLS with tls.conf, and sends plain HTTP there', async () => {
    const plain = await fetch(`http://127.0.0.1:${ports.plain}/channels?a=1`, { redirect: 'manual' });
    expect(plain.status).toBe(301);
    expect(plain.headers.get('location')).toBe('https://127.0.0.1/channels?a=1');
    expect(await overTls('/health/ready')).toMatchObject({ status: 200 });
    expect(await overTls('/metrics')).toMatchObject({ status: 404 });
  });
});
