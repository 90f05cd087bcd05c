import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ErrorCode, errorStatus } from '../../src/contract/errors.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { CHANGES, EVENTS, MESSAGES, MinuteOfUse, SENDS, SIGN_INS } from '../support/minute-of-use.js';
import { documentedMetrics } from '../support/monitoring.js';
import { Scrape } from '../support/scrape.js';

const WITHIN_MS = 30_000;

describe('after a minute of use', () => {
  let minute: MinuteOfUse;
  let web: Scrape;
  let worker: Scrape;

  beforeAll(async () => {
    minute = await MinuteOfUse.spend();
    ({ web, worker } = minute);
  });
  afterAll(() => minute.end());

  it('what is printed has the names and labels that operators read about, and no others', () => {
    const documented = documentedMetrics(readFileSync('docs/operations.md', 'utf8'));
    const printed = [web, minute.during, worker].flatMap(({ labels }) => [...labels]);
    const own = printed.filter(([name]) => name.startsWith('tertulia_'));
    for (const [name, labels] of own)
      expect([name, ...labels]).toEqual([name, ...(documented.get(name) ?? ['nothing'])]);
    const named = new Set(
      [web, worker].flatMap(({ types }) => [...types.keys()].filter((name) => documented.has(name))),
    );
    expect(named).toEqual(new Set(documented.keys()));
    expect(new Set(own.map(([name]) => name)).size).toBeGreaterThan(30);
  });

  it('messages in and out are those that were sent and read, by door', () => {
    expect(web.counted('tertulia_messages_accepted_total')).toEqual({ 'door="socket"': 5, 'door="rest"': 3 + SENDS });
    // To three sockets, and a stream.
    expect(web.counted('tertulia_messages_delivered_total')).toEqual({
      'door="socket"': CHANGES * 3,
      'door="stream"': CHANGES,
    });
  });

  it('each commit, ack and delivery was timed once, and none took longer than the test', () => {
    expect(web.value('tertulia_commit_seconds_count')).toBe(MESSAGES + SENDS);
    expect(web.counted('tertulia_ack_seconds_count')).toEqual({ 'door="socket"': 6, 'door="rest"': 4 + SENDS });
    expect(web.counted('tertulia_deliver_seconds_count')).toEqual({
      'measured="server"': MESSAGES * 4,
      'measured="client"': 1,
    });
    for (const name of ['tertulia_commit_seconds', 'tertulia_ack_seconds', 'tertulia_deliver_seconds']) {
      for (const [labels, count] of Object.entries({
        '': web.value(`${name}_count`),
        ...web.counted(`${name}_count`),
      })) {
        const inBraces = labels && `{${labels}}`;
        const mean = web.value(`${name}_sum${inBraces}`) / Math.max(1, count);
        expect(mean).toBeLessThan(5);
        expect(web.value(`${name}_bucket{${labels && `${labels},`}le="+Inf"}`)).toBe(count);
      }
    }
  });

  it('requests are counted by name and answer', () => {
    expect(web.counted('tertulia_requests_total')).toEqual({
      'request="message:send",outcome="ok"': 6,
      'request="message:send",outcome="validation_failed"': 1,
      'request="message:send",outcome="not_found"': 1,
      'request="message:edit",outcome="ok"': 2,
      'request="message:delete",outcome="ok"': 1,
      'request="channel:sync",outcome="ok"': 3,
      'request="delivery:report",outcome="ok"': 3,
      'request="echo",outcome="ok"': EVENTS,
      'request="echo",outcome="rate_limited"': 1,
      'request="unknown",outcome="not_found"': 1,
    });
  });

  it('errors are counted by door and code', () => {
    const answered = Object.keys(errorStatus) as ErrorCode[];
    const rest = answered.flatMap((code): [string, number][] => {
      const count = minute.witness.answered(code);
      return count > 0 ? [[`door="rest",code="${code}"`, count]] : [];
    });
    expect(web.counted('tertulia_errors_total')).toEqual({
      'door="socket",code="validation_failed"': 1,
      'door="socket",code="not_found"': 2,
      'door="socket",code="rate_limited"': 1,
      ...Object.fromEntries(rest),
    });
  });

  it('each limit has refused once', () => {
    expect(web.counted('tertulia_rate_limited_total')).toEqual({
      'limit="sends"': 1,
      'limit="events"': 1,
      'limit="http"': 1,
      'limit="login"': 1,
      'limit="sockets"': 1,
      'limit="streams"': 1,
    });
  });

  it('passwords were right once, and wrong as often as they were', () => {
    expect(web.counted('tertulia_sign_ins_total')).toEqual({
      'password="right"': 1,
      'password="wrong"': SIGN_INS - 5,
    });
  });

  it('connections are there while they are, and counted when they come or are refused', () => {
    expect(minute.during.counted('tertulia_sockets')).toEqual({ 'transport="websocket"': 2, 'transport="polling"': 1 });
    expect(minute.during.value('tertulia_users_connected')).toBe(2);
    expect(minute.during.has('tertulia_connection_memory_bytes')).toBe(true);
    expect(web.value('tertulia_users_connected')).toBe(0);
    expect(web.has('tertulia_connection_memory_bytes')).toBe(false);
    expect(web.value('tertulia_connections_total')).toBe(4);
    expect(web.counted('tertulia_connection_errors_total')).toEqual({
      'reason="rate_limited"': 1,
      'reason="unauthenticated"': 1,
      'reason="origin"': 1,
      'reason="bad_request"': 1,
    });
  });

  it('gaps of clients are counted where something was missing', () => {
    expect(web.counted('tertulia_gap_repairs_total')).toEqual({
      'by="client",outcome="success"': 2,
      'by="client",outcome="reset"': 1,
    });
  });

  it('requests over HTTP are those that clients made', () => {
    expect(minute.countedRequests()).toEqual(minute.requested);
  });

  it('routes are timed by their pattern', () => {
    const timed = web.counted('tertulia_http_request_seconds_count');
    expect(timed['route="POST /api/v1/channels/:id/messages"']).toBe(4 + SENDS + 1);
    expect(timed['route="PATCH /api/v1/messages/:id"']).toBe(1);
    expect(timed['route="other"']).toBe(1);
    expect(Object.keys(timed).filter((labels) => /[\da-f]{8}-/.test(labels))).toEqual([]);
  });

  it('streams are there while they are, and were ended by their clients', () => {
    expect(minute.during.counted('tertulia_streams')).toEqual({ 'stream="channel"': 1 });
    expect(web.counted('tertulia_streams')).toEqual({});
    expect(web.counted('tertulia_stream_events_total')).toMatchObject({ 'stream="channel"': expect.any(Number) });
    expect(web.counted('tertulia_stream_disconnects_total')).toEqual({
      'stream="channel",reason="client"': 1,
      'stream="notifications",reason="client"': 1,
    });
  });

  it('deliveries of notifications are counted by every step in the ledger', async () => {
    const { rows } = await minute.server.db.query<{ way: string; state: string; count: number }>(
      `SELECT way, step->>'state' AS state, count(*)::int FROM deliveries, jsonb_array_elements(steps) AS step
       GROUP BY 1, 2`,
    );
    expect(rows.length).toBeGreaterThan(2);
    const name = 'tertulia_notifications_total';
    const counted = rows.map(({ way, state }) => {
      const series = `${name}{way="${way}",state="${state}"}`;
      return { way, state, count: web.value(series) + worker.value(series) };
    });
    expect(counted).toEqual(rows);
    expect(web.sum(name) + worker.sum(name)).toBe(rows.reduce((sum, { count }) => sum + count, 0));
  });

  it('mails and jobs are counted by what they came to', async () => {
    const { rows } = await minute.server.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM mails WHERE state = 'sent'`,
    );
    expect(rows[0]?.n).toBeGreaterThan(3);
    expect(worker.counted('tertulia_mails_total')).toEqual({ 'outcome="sent"': rows[0]?.n });
    const jobs = worker.counted('tertulia_queue_job_duration_seconds_count');
    expect(jobs['queue="mail",job="send",outcome="completed"']).toBe(rows[0]?.n);
    // The export, and at some minutes what begins by the clock.
    const { rows: done } = await minute.server.db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM jobs WHERE state = 'succeeded'`,
    );
    expect(done[0]?.n).toBeGreaterThan(0);
    expect(Object.entries(jobs).filter(([labels]) => labels.startsWith('queue="jobs",job="run"'))).toEqual([
      ['queue="jobs",job="run",outcome="completed"', done[0]?.n],
    ]);
    expect(worker.counted('tertulia_queue_failures_total')).toEqual({});
  });

  it('what is the same from each is the same from both', () => {
    for (const scrape of [web, worker]) {
      expect(scrape.value('tertulia_outbox_rows')).toBe(0);
      expect(scrape.has('tertulia_outbox_lag_seconds')).toBe(true);
      expect(scrape.value('tertulia_outbox_lag_seconds')).toBe(0);
      expect(scrape.counted('tertulia_recorded_events')).toEqual({});
      expect(scrape.value('tertulia_bus_healthy')).toBe(1);
      expect(scrape.value('tertulia_bus_losses_total')).toBe(0);
      expect(scrape.sum('tertulia_build_info')).toBe(1);
      expect(scrape.sum('tertulia_database_pool_connections')).toBeGreaterThan(0);
      expect(scrape.value('tertulia_database_pool_waiting_requests')).toBe(0);
    }
  });
});

describe('after the Redis of one instance was away', () => {
  it('its repairs and the resyncs of its sockets are counted, there alone', async () => {
    const redis = new URL(inject('redisUrl'));
    const proxy = await BreakableProxy.before({ host: redis.hostname, port: Number(redis.port) });
    const server = await Server.start();
    try {
      const { url } = await server.addInstance({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
      const value = async (name: string) => (await Scrape.of(url)).value(name);
      const ana = await Person.register(server);
      const { id } = await ana.createChannel();
      await until('the bus works', async () => (await value('tertulia_bus_healthy')) === 1, WITHIN_MS);
      const sockets = [await ana.connect({ instance: 1 }), await ana.connect({ instance: 1 })];
      proxy.cut();
      await until('the bus is missed', async () => (await value('tertulia_bus_healthy')) === 0, WITHIN_MS);
      const { message } = await ana.post(id, 'not told by the bus');
      for (const socket of sockets) await socket.reaches(id, message.rev);
      proxy.restore();
      for (const socket of sockets) await socket.event('resync');
      await until('they are counted', async () => (await value('tertulia_resyncs_total')) === 2, WITHIN_MS);
      const [here, there] = [await Scrape.of(url), await Scrape.of(server.url)];
      expect(here.counted('tertulia_gap_repairs_total')).toEqual({ 'by="instance",outcome="success"': 1 });
      expect(here.value('tertulia_bus_restored_total')).toBe(1);
      expect(here.counted('tertulia_messages_delivered_total')).toEqual({ 'door="socket"': 2 });
      for (const name of ['tertulia_resyncs_total', 'tertulia_bus_restored_total']) expect(there.value(name)).toBe(0);
      expect(there.counted('tertulia_gap_repairs_total')).toEqual({});
    } finally {
      await server.stop();
      await proxy.close();
    }
  });
});
