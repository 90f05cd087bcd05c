import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask, sendBySocket } from '../support/cluster/chaos-socket.js';
import { bars } from '../support/cluster/scenario.js';
import { TracedSite } from '../support/cluster/traced-site.js';
import { until } from '../support/cluster/until.js';
import { PushEndpoint } from '../support/push-endpoint.js';
import type { CollectedSpan, Trace, TraceCollector } from '../support/trace-collector.js';

const WITHIN_MS = 60_000;
const SECRET_WORDS = 'the moon is made of manchego';
/** OTLP's SPAN_KIND_SERVER. */
const SERVER = 2;

let site: TracedSite;
let collector: TraceCollector;
let pushService: PushEndpoint;

beforeAll(async () => {
  site = await TracedSite.start({
    // Push services are on loopback here.
    NODE_ENV: 'test',
    MAIL_RETRY_BASE_MS: '200',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=open%20sesame',
    OTEL_SERVICE_NAME: 'tertulia-test',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  ({ collector } = site);
  const Key = z.object({ publicKey: z.string() });
  const { publicKey } = await site.api.expect(Key, 'GET', '/push/key', site.owner);
  pushService = await PushEndpoint.start(publicKey);
});
beforeEach(() => {
  site.smtp.answer = () => undefined;
});
afterEach(() => site.hangUp());
afterAll(async () => {
  await site.stop();
  await pushService.stop();
});

const traceIdOf = (messageId: string) => messageId.replaceAll('-', '');
const named = (spans: CollectedSpan[], name: string) => spans.filter((span) => span.name === name);
const mailed = (spans: CollectedSpan[]) =>
  named(spans, 'smtp send').some(({ attributes }) => attributes['tertulia.mail.outcome'] === 'sent');
const delivered = (spans: CollectedSpan[]) => named(spans, 'deliver').length === site.cluster.web.length;
const pushed = (spans: CollectedSpan[]) => named(spans, 'push send').length === 1;
const placesOf = (spans: { traceId: string; spanId: string }[]) =>
  spans.map(({ traceId, spanId }) => `${traceId}/${spanId}`).toSorted();

function expectToReachEverybody(trace: Trace, first: string): void {
  expect(trace.orphans()).toEqual([]);
  const toInstances = [first, 'append', 'commit', 'publish log', 'process log', 'deliver'];
  for (const delivery of trace.all('deliver')) expect(trace.path(delivery)).toEqual(toInstances);
  expect(trace.processes('deliver')).toHaveLength(site.cluster.web.length);
  expect(trace.path(trace.the('notify'))[0]).toBe(first);
  const toDelivery = ['notify', 'send deliveries', 'process deliveries deliver', 'deliver email'];
  expect(trace.path(trace.the('deliver email')).slice(-4)).toEqual(toDelivery);
  const toMail = ['deliver email', 'send mail', 'process mail send', 'smtp send'];
  expect(trace.path(trace.the('smtp send')).slice(-4)).toEqual(toMail);
}

describe('a message', () => {
  it('that comes by a socket has one trace, over both instances and the worker, to the push and the mail', async () => {
    const browser = pushService.browser();
    await site.api.call('POST', '/push/subscriptions', site.reader(1), browser.subscription);
    const from = await site.connect(0, site.owner);
    const online = await site.connect(1, site.reader(2));
    const heard = new Promise((resolve) => online.once('channel:changes', resolve));
    const id = await site.send(from, `@reader1 ${SECRET_WORDS}`);
    await heard;
    const trace = await collector.trace(traceIdOf(id), (spans) => mailed(spans) && pushed(spans) && delivered(spans));
    expectToReachEverybody(trace, 'message:send');
    const root = trace.the('message:send');
    expect(root.spanId).toBe(root.traceId.slice(16));
    expect(root.attributes).toMatchObject({ 'rpc.method': 'message:send', 'tertulia.message.id': id });
    expect(trace.path(trace.the('validate'))).toEqual(['message:send', 'validate']);
    expect(trace.path(trace.the('push send')).slice(-2)).toEqual(['deliver push', 'push send']);
    expect(trace.the('push send').attributes).toMatchObject({ 'http.response.status_code': 201 });
    const processes = new Set(trace.spans.map(({ resource }) => resource['tertulia.process']));
    expect(processes).toEqual(new Set(['web', 'worker']));
    expect(root.resource).toMatchObject({
      'service.name': 'tertulia-test',
      'deployment.environment.name': 'test',
      'tertulia.process': 'web',
    });
  });

  it('that comes by REST has one trace too, which is linked with the caller’s and found by the request’s id', async () => {
    const caller = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
    await Promise.all([site.connect(0, site.owner), site.connect(1, site.reader(2))]);
    const response = await fetch(`${site.cluster.web[1].url}/api/v1/channels/${site.channelId}/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await site.owner.token()}`,
        'content-type': 'application/json',
        traceparent: `00-${caller.traceId}-${caller.spanId}-01`,
        'x-request-id': 'the-callers-own-id',
      },
      body: JSON.stringify({ clientId: randomUUID(), body: `@reader1 ${SECRET_WORDS} again` }),
    });
    const { message } = z.object({ message: z.object({ id: z.string() }) }).parse(await response.json());
    const trace = await collector.trace(traceIdOf(message.id), (spans) => mailed(spans) && delivered(spans));
    const name = 'POST /api/v1/channels/:id/messages';
    expectToReachEverybody(trace, name);
    const root = trace.the(name);
    expect(root.links).toEqual([expect.objectContaining(caller)]);
    expect(root.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/api/v1/channels/:id/messages',
      'http.response.status_code': 201,
      'tertulia.request.id': 'the-callers-own-id',
      'tertulia.message.id': message.id,
    });
    expect(trace.all('validate').length).toBeGreaterThan(0);
    expect(collector.spans.filter(({ traceId }) => traceId === caller.traceId)).toEqual([]);
  });

  it('keeps its trace while the mail waits, and when another worker sends it, and logs can be joined with it', async () => {
    const [first, second] = site.cluster.workers;
    if (!first || !second) throw new Error('two workers are needed');
    await second.terminate();
    let refusing = true;
    site.smtp.answer = () => (refusing ? { code: 451, message: '4.3.0 try later' } : undefined);
    const id = await site.send(await site.connect(0, site.owner), `@reader2 ${SECRET_WORDS} once more`);
    await until('an attempt', () => site.smtp.asked.includes(site.reader(2).address), WITHIN_MS);
    await Promise.all([first.terminate(), second.start()]);
    refusing = false;
    const trace = await collector.trace(traceIdOf(id), mailed);
    expect(trace.orphans()).toEqual([]);
    const attempts = trace.all('smtp send').toSorted((a, b) => a.startTimeUnixNano - b.startTimeUnixNano);
    expect(attempts.map(({ attributes }) => attributes['tertulia.mail.attempt'])).toEqual(
      attempts.map((_, i) => i + 1),
    );
    expect(attempts[0]?.attributes).toMatchObject({ 'tertulia.mail.outcome': 'deferred' });
    expect(trace.processes('smtp send')).toHaveLength(2);
    expect(await site.logged('worker-0', 'a mail was not sent')).toContain(`"traceId":"${traceIdOf(id)}","spanId":"`);
    await first.start();
  });

  it('that is sent again has a trace of its own, which names the message that was first', async () => {
    const socket = await site.connect(0, site.owner);
    const payload = { channelId: site.channelId, clientId: randomUUID(), body: SECRET_WORDS };
    const [one, other] = [await sendBySocket(socket, payload), await sendBySocket(socket, payload)];
    expect(other).toEqual({ ...one, duplicate: true });
    if (one.kind !== 'acked') throw new Error(one.kind);
    const sends = () =>
      collector.spans.filter(({ attributes }) => attributes['tertulia.message.id'] === one.message.id);
    await until('both sends', () => sends().length === 2, WITHIN_MS);
    expect(new Set(sends().map(({ traceId }) => traceId)).size).toBe(2);
  });
});

describe('fifty messages that wait together', () => {
  it('have one commit, linked with each of them, and each of them with it', async () => {
    const socket = await site.connect(0, site.owner);
    const lock = new Client({ connectionString: site.cluster.postgres.url });
    await lock.connect();
    await lock.query('BEGIN');
    await lock.query('SELECT 1 FROM channels WHERE id = $1 FOR UPDATE', [site.channelId]);
    // Waits for the lock, and the others for it.
    const ahead = site.send(socket, SECRET_WORDS);
    await until('it waits', async () => (await site.waitingPosts()) > 0, WITHIN_MS);
    const together = Array.from({ length: 50 }, (_, i) => site.send(socket, `${SECRET_WORDS} ${i}`));
    // Answered after what came before it was taken.
    await ask(socket, 'echo', null, z.unknown());
    await lock.end();
    const [, ...ids] = await Promise.all([ahead, ...together]);

    const traceIds = new Set(ids.map(traceIdOf));
    const appends = () => collector.spans.filter((span) => span.name === 'append' && traceIds.has(span.traceId));
    const commits = () => collector.spans.filter((span) => span.name === 'commit' && traceIds.has(span.traceId));
    await until('their spans', () => appends().length === ids.length && commits().length > 0, WITHIN_MS);
    const [commit, ...more] = commits();
    expect(more).toEqual([]);
    expect(commit?.attributes).toMatchObject({ 'tertulia.batch.messages': 50 });
    expect(placesOf(commit?.links ?? [])).toEqual(placesOf(appends()));
    for (const append of appends()) expect(placesOf(append.links)).toEqual(placesOf(commit ? [commit] : []));
  });
});

describe('what a collector gets', () => {
  it('holds no words of messages, no tokens and no addresses', () => {
    const all = collector.requests.map(({ text }) => text).join('\n');
    expect(all.length).toBeGreaterThan(10_000);
    expect(all).not.toContain('manchego');
    expect(all).not.toMatch(/@example\.(org|com)/);
    expect(all).not.toMatch(/eyJ[\w-]{10,}/);
    expect(all).not.toContain('Bearer');
    expect(collector.spans.flatMap(({ events, status }) => [...events, ...(status.message ? [status] : [])])).toEqual(
      [],
    );
  });

  it('comes to the path and with the headers of the configuration', () => {
    expect(new Set(collector.requests.map(({ path }) => path))).toEqual(new Set(['/v1/traces']));
    expect(collector.requests.at(-1)?.headers).toMatchObject({ 'x-collector-key': 'open sesame' });
  });

  it('says nothing of what nobody asked for', () => {
    const roots = collector.spans.filter(({ parentSpanId }) => parentSpanId === '');
    expect(roots.filter(({ kind }) => kind !== SERVER)).toEqual([]);
  });
});

describe('a process', () => {
  it('without a collector exports nothing, whatever else it is told', async () => {
    const untraced = await site.addInstance('untraced', {
      OTEL_SERVICE_NAME: 'untraced',
      OTEL_TRACES_SAMPLER: 'always_on',
    });
    const id = await site.send(await site.connectTo(untraced, site.owner), SECRET_WORDS);
    await untraced.terminate();
    // Another's, sent later, has come: so would this one's.
    const later = await site.send(await site.connect(0, site.owner), SECRET_WORDS);
    await collector.trace(traceIdOf(later), (spans) => named(spans, 'message:send').length === 1);
    expect(collector.spans.filter(({ traceId }) => traceId === traceIdOf(id))).toEqual([]);
    expect(collector.requests.filter(({ text }) => text.includes('untraced'))).toEqual([]);
  });

  it('speaks protobuf where nothing else is asked for, and sends what is left when it ends', async () => {
    const other = await site.addInstance('protobuf', {
      OTEL_SERVICE_NAME: 'in-protobuf',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
    await site.send(await site.connectTo(other, site.owner), SECRET_WORDS);
    await other.terminate();
    const sent = collector.requests.filter(({ headers }) => headers['content-type'] === 'application/x-protobuf');
    const text = sent.map((request) => request.text).join('');
    for (const part of ['in-protobuf', 'message:send', 'commit', 'publish log']) expect(text).toContain(part);
    expect(text).not.toContain('manchego');
  });

  it('keeps the share of traces that it is told to', async () => {
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    const sampler = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' };
    const sampling = await site.addInstance('sampling', { ...settings, ...sampler, OTEL_SERVICE_NAME: 'sampling' });
    const socket = await site.connectTo(sampling, site.owner);
    for (let i = 0; i < 100; i++) await site.send(socket, SECRET_WORDS);
    await sampling.terminate();
    const kept = named(collector.spans, 'message:send').filter(
      ({ resource }) => resource['service.name'] === 'sampling',
    );
    expect(kept.length).toBeGreaterThan(20);
    expect(kept.length).toBeLessThan(80);
  });
});

describe('a collector', () => {
  it('that hangs delays nobody, and no end of a process', async () => {
    collector.hanging = true;
    const socket = await site.connect(1, site.owner);
    const started = performance.now();
    for (let i = 0; i < 100; i++) await site.send(socket, `${SECRET_WORDS} ${i}`);
    expect(performance.now() - started).toBeLessThan(WITHIN_MS);
    const { ms, clean } = await site.cluster.web[1].terminate();
    expect(clean).toBe(true);
    expect(ms).toBeLessThanOrEqual(bars.exitMs);
    collector.hanging = false;
    await site.cluster.web[1].start();
    await site.cluster.awaitReady();
  });

  it('that is away fails nothing, and has what comes once it is back', async () => {
    await collector.stop();
    const socket = await site.connect(0, site.owner);
    for (let i = 0; i < 20; i++) await site.send(socket, `${SECRET_WORDS} ${i}`);
    await site.logged('web-0', 'spans were not taken: connect ECONNREFUSED');
    await collector.listen();
    const id = await site.send(socket, SECRET_WORDS);
    const trace = await collector.trace(traceIdOf(id), (spans) => named(spans, 'message:send').length === 1);
    expect(trace.all('commit')).toHaveLength(1);
  });
});
