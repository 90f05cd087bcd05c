import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Api } from '../support/cluster/api.js';
import { Cluster } from '../support/cluster/cluster.js';
import { EventReader } from '../support/cluster/event-reader.js';
import { Session } from '../support/cluster/session.js';
import { until } from '../support/cluster/until.js';
import { SendAnswer, type WireMessage } from '../support/cluster/wire.js';

const CUTS = 100;
/** In the middle of the cuts, the instance that the reader is at is killed. */
const KILL_AFTER = 50;
const AUTHORS = 4;
const CHANGES_WITHOUT_REDIS = 200;
const WITHIN_MS = 60_000;
/** What the protocol promises, whatever is lost between the instances. */
const SEEN_WITHIN_MS = 5_000;

let cluster: Cluster;
let api: Api;
let reading: Session;
let authors: Session[];
let channelId: string;

beforeAll(async () => {
  // Three publications in ten are lost, all the time.
  const preload = new URL('../support/cluster/drop-frames.ts', import.meta.url).href;
  cluster = await Cluster.start({ nodeArgs: ['--import', preload], env: { DROP_FRAMES_SHARE: '0.3' } });
  const [first] = cluster.site.instances;
  if (!first) throw new Error('a cluster has instances');
  api = first;
  reading = await Session.register(api, 'reader');
  authors = await Promise.all(Array.from({ length: AUTHORS }, (_, i) => Session.register(api, `author${i}`)));
});
afterAll(() => cluster.stop());
beforeEach(async () => {
  const channel = { name: crypto.randomUUID(), kind: 'public' };
  channelId = (await api.expect(z.object({ id: z.string() }), 'POST', '/channels', reading, channel)).id;
  for (const author of authors) await api.expect(z.unknown(), 'POST', `/channels/${channelId}/join`, author);
});

const random = (below: number) => Math.floor(Math.random() * below);

/** Sends, edits and deletes by whichever instance answers; what became of it, the history says. */
class Writer {
  private readonly mine: string[] = [];
  private stopped = false;
  private readonly done: Promise<void>;
  changes = 0;

  constructor(private readonly who: Session) {
    this.done = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.done;
  }

  private async run(): Promise<void> {
    for (let n = 0; !this.stopped; n++) {
      const [method, path, body] = this.next(random(10), `message ${n}`);
      const instance = cluster.site.instances[random(2)];
      const answer = await instance?.call(method, path, this.who, body).catch(() => null);
      if (!answer || answer.status >= 300) continue;
      this.changes++;
      if (method === 'POST') this.mine.push(SendAnswer.parse(answer.body).message.id);
    }
  }

  private next(dice: number, body: string): [method: string, path: string, body?: unknown] {
    const [id] = this.mine.length > 3 && dice > 5 ? this.mine.splice(random(this.mine.length), 1) : [];
    if (id === undefined) {
      return ['POST', `/channels/${channelId}/messages`, { clientId: crypto.randomUUID(), body }];
    }
    if (dice === 9) return ['DELETE', `/messages/${id}`];
    this.mine.push(id);
    return ['PATCH', `/messages/${id}`, { body: `${body}, edited` }];
  }
}

/** Reads the channel from its beginning, first from this instance. */
function readFrom(instance: 0 | 1): EventReader {
  const urls = cluster.web.map(({ url }) => url);
  const reader = new EventReader(instance === 0 ? urls : urls.toReversed(), reading, channelId, 0);
  onTestFinished(() => reader.close());
  return reader;
}

const headRev = async () => {
  const { rev } = await api.expect(z.object({ rev: z.int() }), 'GET', `/channels/${channelId}`, reading);
  return rev;
};
const reaches = (reader: EventReader, rev: number, withinMs: number) =>
  until(
    () => `rev ${rev}; came ${reader.rev}`,
    () => reader.rev >= rev,
    withinMs,
  );

/** Cuts the reader off at random moments, and kills its instance in the middle of that. */
async function cutOften(reader: EventReader): Promise<void> {
  for (let cut = 1; cut <= CUTS; cut++) {
    const enough = reader.frames.length + random(4);
    await until(
      () => `cut ${cut}: open ${reader.open}, ${reader.frames.length} of ${enough} events`,
      () => reader.open && reader.frames.length >= enough,
      WITHIN_MS,
    );
    if (cut === KILL_AFTER) await killInstanceOf(reader);
    else reader.cut(random(2) === 0);
  }
}

async function killInstanceOf(reader: EventReader): Promise<void> {
  const killed = reader.instance;
  const instance = cluster.web[killed === 0 ? 0 : 1];
  await instance.kill('SIGKILL');
  await until('a stream of the other instance', () => reader.open && reader.instance !== killed, WITHIN_MS);
  await instance.start();
  await instance.awaitReady();
}

/** Each change of the channel has come once and in order, and all together make what the history has. */
async function expectExact(reader: EventReader, writers: Writer[]): Promise<void> {
  await Promise.all(writers.map((writer) => writer.stop()));
  const rev = await headRev();
  await reaches(reader, rev, WITHIN_MS);
  reader.close();
  expect(reader.others).toEqual([]);
  // Each event begins where the one before ended, and has its end for its id.
  expect(reader.frames.map(({ since }) => since)).toEqual([0, ...reader.frames.slice(0, -1).map((frame) => frame.rev)]);
  expect(reader.ids).toEqual(reader.frames.map((frame) => String(frame.rev)));
  const revs = reader.frames.flatMap(({ changes }) => changes.map((change) => change.rev));
  expect(revs).toEqual([...new Set(revs)].toSorted((a, b) => a - b));
  expect(rev).toBeGreaterThanOrEqual(writers.reduce((sum, { changes }) => sum + changes, 0));
  const copy = new Map<number, WireMessage>();
  for (const { changes } of reader.frames) for (const { message } of changes) copy.set(message.seq, message);
  expect([...copy.values()].toSorted((a, b) => a.seq - b.seq)).toEqual(await api.history(reading, channelId));
}

describe('the stream of a channel, while publications are lost', () => {
  it('misses and repeats nothing for a reader who is cut off a hundred times, and whose instance is killed', async () => {
    const reader = readFrom(0);
    const writers = authors.map((author) => new Writer(author));
    await cutOften(reader);
    await expectExact(reader, writers);
    expect(reader.opened).toBeGreaterThan(CUTS);
  });

  it('brings everything in time though Redis is away, and goes on when it is back', async () => {
    const readers = [readFrom(0), readFrom(1)];
    const writers = authors.map((author) => new Writer(author));
    const changes = () => writers.reduce((sum, writer) => sum + writer.changes, 0);
    await until('both read', () => readers.every(({ frames }) => frames.length > 0), WITHIN_MS);
    for (const { redis } of cluster.web) redis.cut();
    const before = changes();
    await until('changes without Redis', () => changes() >= before + CHANGES_WITHOUT_REDIS, WITHIN_MS);
    const rev = await headRev();
    await Promise.all(readers.map((reader) => reaches(reader, rev, SEEN_WITHIN_MS)));
    for (const { redis } of cluster.web) redis.restore();
    const restored = changes();
    await until('changes with Redis', () => changes() >= restored + CHANGES_WITHOUT_REDIS, WITHIN_MS);
    for (const reader of readers) await expectExact(reader, writers);
    expect(readers.map(({ opened }) => opened)).toEqual([1, 1]);
  });
});
