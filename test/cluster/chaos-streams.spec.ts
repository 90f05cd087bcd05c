import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Cluster } from '../support/cluster/cluster.js';
import { EventReader } from '../support/cluster/event-reader.js';
import { Session } from '../support/cluster/session.js';
import { until } from '../support/cluster/until.js';
import { SendAnswer, type WireMessage } from '../support/cluster/wire.js';

const CUTS = 100;
/** In the middle of the cuts, the instance that the reader is at is killed. */
const KILL_AFTER = 50;
const WRITERS = 4;
const WITHIN_MS = 20_000;

let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start();
});
afterAll(() => cluster.stop());

const random = (below: number) => Math.floor(Math.random() * below);

/** Sends, edits and deletes by whichever instance answers; what became of it, the history says. */
class Writer {
  private readonly mine: string[] = [];
  private stopped = false;
  private readonly done: Promise<void>;
  changes = 0;

  constructor(
    private readonly who: Session,
    private readonly channelId: string,
  ) {
    this.done = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.done;
  }

  private async run(): Promise<void> {
    for (let n = 0; !this.stopped; n++) {
      const api = cluster.site.instances[random(2)];
      const dice = random(10);
      const [method, path, body] = this.next(dice, n);
      const answer = await api?.call(method, path, this.who, body).catch(() => null);
      if (!answer || answer.status >= 300) continue;
      this.changes++;
      if (method === 'POST') this.mine.push(SendAnswer.parse(answer.body).message.id);
    }
  }

  private next(dice: number, n: number): [method: string, path: string, body?: unknown] {
    const body = `message ${n}`;
    const [id] = this.mine.length > 3 && dice > 5 ? this.mine.splice(random(this.mine.length), 1) : [];
    if (id === undefined) {
      return ['POST', `/channels/${this.channelId}/messages`, { clientId: crypto.randomUUID(), body }];
    }
    if (dice === 9) return ['DELETE', `/messages/${id}`];
    this.mine.push(id);
    return ['PATCH', `/messages/${id}`, { body: `${body}, edited` }];
  }
}

/** Cuts the reader off at random moments, and kills its instance in the middle of that. */
async function cutOften(reader: EventReader): Promise<void> {
  for (let cut = 1; cut <= CUTS; cut++) {
    const enough = reader.frames.length + random(4);
    await until(
      () => `cut ${cut}: open ${reader.open}, ${reader.frames.length} of ${enough} events`,
      () => reader.open && reader.frames.length >= enough,
      WITHIN_MS,
    );
    if (cut === KILL_AFTER) {
      const killed = reader.instance;
      const instance = cluster.web[killed === 0 ? 0 : 1];
      await instance.kill('SIGKILL');
      await until('a stream of the other instance', () => reader.open && reader.instance !== killed, WITHIN_MS);
      await instance.start();
      await instance.awaitReady();
    } else {
      reader.cut(random(2) === 0);
    }
  }
}

it('a reader cut off a hundred times, and a kill -9 of its instance, misses and repeats nothing', async () => {
  const [api] = cluster.site.instances;
  if (!api) throw new Error('a cluster has instances');
  const people = await Promise.all(Array.from({ length: WRITERS + 1 }, (_, i) => Session.register(api, `person${i}`)));
  const [who, ...authors] = people;
  if (!who) throw new Error('nobody is there');
  const { id } = await api.expect(z.object({ id: z.string() }), 'POST', '/channels', who, {
    name: 'n',
    kind: 'public',
  });
  for (const author of authors) await api.expect(z.unknown(), 'POST', `/channels/${id}/join`, author);
  const reader = new EventReader(
    cluster.web.map(({ url }) => url),
    who,
    id,
    0,
  );
  const writers = authors.map((author) => new Writer(author, id));
  await cutOften(reader);
  await Promise.all(writers.map((writer) => writer.stop()));
  const head = async () => (await api.expect(z.object({ rev: z.int() }), 'GET', `/channels/${id}`, who)).rev;
  const rev = await head();
  await until(
    () => `rev ${rev}; came ${reader.rev}`,
    () => reader.rev === rev,
    WITHIN_MS,
  );
  reader.close();

  expect(reader.opened).toBeGreaterThan(CUTS);
  expect(reader.others).toEqual([]);
  // Each event begins where the one before ended, and has its end for its id.
  expect(reader.frames.map(({ since }) => since)).toEqual([0, ...reader.frames.slice(0, -1).map((frame) => frame.rev)]);
  expect(reader.ids).toEqual(reader.frames.map((frame) => String(frame.rev)));
  // Within and over the events each change comes once, in order.
  const revs = reader.frames.flatMap(({ changes }) => changes.map((change) => change.rev));
  expect(revs).toEqual([...new Set(revs)].toSorted((a, b) => a - b));
  expect(rev).toBeGreaterThanOrEqual(writers.reduce((sum, { changes }) => sum + changes, 0));
  const copy = new Map<number, WireMessage>();
  for (const { changes } of reader.frames) for (const { message } of changes) copy.set(message.seq, message);
  expect([...copy.values()].toSorted((a, b) => a.seq - b.seq)).toEqual(await api.history(who, id));
});
