import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { nowMicros } from './bytes.js';
import { Latencies } from './latencies.js';
import type { ReadPlan, ReadResult } from './plan.js';
import type { Report } from './traffic.js';

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** One keep-alive connection with one request at a time. */
class Reader {
  measured: Latencies | null = null;
  requests = 0;
  bytes = 0;
  failure: string | null = null;
  private etag = '';
  private sentAt = 0;
  private parts: Buffer[] = [];
  private received = 0;
  /** Bytes of the whole answer, once its head is known. */
  private expected = 0;
  private stopped = false;

  constructor(
    private readonly socket: Socket,
    private readonly plan: ReadPlan,
    private readonly token: string,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error) => (this.failure ??= error.message));
    socket.on('close', () => this.stopped || (this.failure ??= 'the server closed the connection'));
  }

  ask(): void {
    const { path, least, most, conditional, coding } = this.plan;
    const place = String(least + Math.floor(Math.random() * (most - least)));
    const accepted = coding === '' ? '' : `Accept-Encoding: ${coding}\r\n`;
    const condition = conditional && this.etag !== '' ? `If-None-Match: ${this.etag}\r\n` : '';
    this.sentAt = nowMicros();
    this.socket.write(
      `GET ${path.replace('{before}', place)} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${this.token}\r\n${accepted}${condition}\r\n`,
    );
  }

  stop(): void {
    this.stopped = true;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received += chunk.length;
    if (this.expected === 0) {
      this.parts.push(chunk);
      const whole = this.parts.length === 1 ? chunk : Buffer.concat(this.parts);
      const end = whole.indexOf(END_OF_HEAD);
      if (end === -1) return;
      this.expected = end + END_OF_HEAD.length + this.lengthIn(whole.toString('latin1', 0, end));
    }
    if (this.received >= this.expected) this.answered();
  }

  private lengthIn(head: string): number {
    const status = head.slice(9, 12);
    this.etag = /\r\netag: (.*)/i.exec(head)?.[1] ?? '';
    if (status === '304') return 0;
    if (status !== '200') this.failure ??= head;
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) this.failure ??= `an answer without a length:\n${head}`;
    return Number(length ?? 0);
  }

  private answered(): void {
    if (this.measured) {
      this.measured.add(nowMicros() - this.sentAt);
      this.requests++;
      this.bytes += this.received;
    }
    this.parts = [];
    this.received = 0;
    this.expected = 0;
    if (!this.stopped && this.failure === null) this.ask();
  }
}

/** Reads as fast as the server answers. */
export async function runReads(plan: ReadPlan, report: Report): Promise<ReadResult> {
  const readers = await Promise.all(
    plan.tokens.map(async (token, index) => {
      const socket = connect({ host: '127.0.0.1', port: plan.ports[index % plan.ports.length] ?? 0 });
      await once(socket, 'connect');
      return new Reader(socket, plan, token);
    }),
  );
  for (const reader of readers) reader.ask();
  await sleep(plan.warmupMs);
  const latencies = new Latencies();
  report.started();
  const from = nowMicros();
  for (const reader of readers) reader.measured = latencies;
  await sleep(plan.measureMs);
  const seconds = (nowMicros() - from) / 1e6;
  for (const reader of readers) reader.measured = null;
  report.measured();
  for (const reader of readers) reader.stop();
  const failure = readers.find((reader) => reader.failure !== null)?.failure;
  if (failure != null) throw new Error(failure);
  const sum = (of: (reader: Reader) => number) => readers.reduce((total, reader) => total + of(reader), 0);
  return {
    kind: 'read',
    seconds,
    requests: sum((r) => r.requests),
    bytes: sum((r) => r.bytes),
    ms: latencies.summarize(),
  };
}
