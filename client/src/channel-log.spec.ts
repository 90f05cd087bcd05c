import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChannelLog } from './channel-log.js';
import type { Change, ChannelChanges, Message, MessagePage, SyncedChannel } from './contract.js';
import { MessageWindow } from './message-window.js';
import { type Act, Log } from '../../test/support/client-log.js';

const HORIZON = 12;
const PAGE = 5;

/** A reader as the client has it: place in the log and loaded messages. */
class Reader {
  readonly log = new ChannelLog();
  readonly window: MessageWindow;
  readonly applied: Change[] = [];
  newest = 0;

  constructor(max = 10_000) {
    this.window = new MessageWindow(max);
  }

  take({ reset, changes }: { reset: boolean; changes: Change[] }): void {
    const messages = changes.map(({ message }) => message);
    this.newest = Math.max(this.newest, ...messages.map(({ seq }) => seq));
    if (reset) {
      this.applied.length = 0;
      this.window.restart([...new Map(messages.map((message) => [message.seq, message])).values()]);
    } else this.window.apply(messages);
    this.applied.push(...changes);
  }

  sync(log: Log): void {
    for (let i = 0; this.log.behind; i++) {
      if (i > 100) throw new Error('the syncs have no end');
      this.take(this.log.fill(log.sync(this.log.cursor ?? 2 ** 31 - 1, { horizon: HORIZON, limit: 4, page: PAGE })));
    }
  }
}

const acts = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Act>({ kind: 'created', place: 0 }) },
    { weight: 2, arbitrary: fc.nat(40).map((place): Act => ({ kind: 'edited', place })) },
    { weight: 1, arbitrary: fc.nat(40).map((place): Act => ({ kind: 'deleted', place })) },
  ),
  { minLength: 1, maxLength: 40 },
);

/** What becomes of each run on its way: how many more go with it, when it arrives, whether it does, and again. */
const ways = fc.infiniteStream(
  fc.record({ size: fc.integer({ min: 1, max: 4 }), delay: fc.nat(5), lost: fc.nat(9), again: fc.nat(6) }),
);

describe('a reader of a log', () => {
  it('ends with what a fresh reader has, however the log is split, mixed up, lost and repeated', () => {
    fc.assert(
      fc.property(acts, fc.nat(40), ways, (all, joinedAt, way) => {
        const log = new Log();
        const reader = new Reader();
        const start = Math.min(joinedAt, all.length);
        for (const act of all.slice(0, start)) log.act(act);
        reader.sync(log);
        for (const act of all.slice(start)) log.act(act);
        for (const run of arrivals(
          log.runs(start, () => way.next().value.size),
          way,
        )) {
          reader.take(reader.log.receive(run));
          if (reader.log.behind && way.next().value.lost < 5) reader.sync(log);
        }
        reader.log.head(log.rev);
        reader.sync(log);
        const fresh = log.messages.filter(({ seq }) => seq >= reader.window.floor);
        expect(reader.window.messages).toEqual(fresh);
        expect(reader.log.cursor).toBe(log.rev);
      }),
      { numRuns: 500 },
    );
  });

  it('has nothing old and no hole in what is loaded, however late the pages of its history come', async () => {
    const many = fc.array(fc.constant<Act>({ kind: 'created', place: 0 }), { minLength: 20, maxLength: 40 });
    const step = fc.record({ what: fc.constantFrom(...STEPS), place: fc.nat(40) });
    await fc.assert(
      fc.asyncProperty(many, fc.array(step, { minLength: 40, maxLength: 120, size: 'max' }), async (all, steps) => {
        const log = new Log();
        const reader = new ScrollingReader(log);
        for (const act of all) log.act(act);
        reader.sync(log);
        for (const { what, place } of steps) {
          await reader.step(what, place);
          expect(reader.places).toEqual(reader.caughtUp ? reader.covered : reader.places);
        }
        await reader.settle();
        expect(reader.window.messages).toEqual(log.messages.filter(({ seq }) => reader.covered.includes(seq)));
      }),
      { numRuns: 1000 },
    );
  });

  it('applies no change twice and none before an earlier one', () => {
    fc.assert(
      fc.property(acts, ways, (all, way) => {
        const log = new Log();
        const reader = new Reader();
        reader.sync(log);
        for (const act of all) log.act(act);
        for (const run of arrivals(
          log.runs(0, () => way.next().value.size),
          way,
        )) {
          reader.take(reader.log.receive(run));
          if (reader.log.behind && way.next().value.lost < 5) reader.sync(log);
        }
        const revs = reader.applied.map(({ rev }) => rev);
        expect(revs).toEqual(revs.toSorted((a, b) => a - b));
        expect(new Set(revs).size).toBe(revs.length);
      }),
      { numRuns: 500 },
    );
  });

  it('holds what leaves a gap, and applies it once the gap is closed', () => {
    const log = new Log();
    const reader = new Reader();
    reader.sync(log);
    for (let i = 0; i < 4; i++) log.act({ kind: 'created', place: 0 });
    const [first, second] = log.runs(0, () => 2) as [ChannelChanges, ChannelChanges];
    reader.take(reader.log.receive(second));
    expect(reader.window.messages).toEqual([]);
    expect(reader.log.behind).toBe(true);
    reader.take(reader.log.fill(answerOf(first)));
    expect(reader.window.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(reader.log.behind).toBe(false);
  });

  it('asks what has become of a log that ends before its place, and starts anew where it is another', () => {
    const log = new Log();
    const reader = new Reader();
    reader.sync(log);
    reader.take(reader.log.receive({ channelId: '', since: 0, rev: 9, changes: [] }));
    reader.log.head(3);
    expect(reader.log.behind).toBe(true);
    log.act({ kind: 'created', place: 0 });
    reader.sync(log);
    expect(reader.log.cursor).toBe(1);
    expect(reader.window.messages).toHaveLength(1);
  });
});

const STEPS = ['say', 'edit', 'hear', 'ask', 'fill', 'newest', 'older', 'newer', 'around', 'page', 'look'] as const;

/** A reader who scrolls: each answer was read when it was asked for, and comes when it comes. */
class ScrollingReader extends Reader {
  readonly #source: Log;
  readonly #pages: (() => Promise<boolean>)[] = [];
  #answer: SyncedChannel | null = null;
  #more = false;
  #heard = 0;

  constructor(source: Log) {
    super(10);
    this.#source = source;
  }

  get caughtUp(): boolean {
    return !this.log.behind && !this.#more;
  }

  get places(): number[] {
    return this.window.messages.map(({ seq }) => seq);
  }

  get covered(): number[] {
    const { floor, ceiling } = this.window;
    return Array.from({ length: ceiling - floor + 1 }, (_, i) => floor + i);
  }

  async step(what: (typeof STEPS)[number], place: number): Promise<void> {
    const { window } = this;
    const { messages } = this.#source;
    const seq = (place % messages.length) + 1;
    if (what === 'say') this.#source.act({ kind: 'created', place });
    if (what === 'edit') this.#source.act({ kind: 'edited', place });
    if (what === 'hear') this.#hear();
    if (what === 'ask') this.#ask();
    if (what === 'fill') this.#fill();
    if (what === 'newest' && window.hasNewer) this.log.forget();
    if (what === 'older' && window.hasOlder) this.#expect(messages.slice(0, window.floor - 1).slice(-4));
    if (what === 'newer' && window.hasNewer) this.#expect(messages.slice(window.ceiling, window.ceiling + 4));
    if (what === 'around') this.#expect(messages.slice(Math.max(0, seq - 2), seq + 2), true);
    if (what === 'page') await this.#pages.splice(place % (this.#pages.length || 1), 1)[0]?.();
    if (what === 'look') window.lookAt(place % 3 === 0 ? null : seq);
  }

  async settle(): Promise<void> {
    for (const answer of this.#pages) await answer();
    this.#fill();
    this.log.head(this.#source.rev);
    this.sync(this.#source);
  }

  #expect(items: Message[], isJump = false): void {
    const { promise, resolve } = Promise.withResolvers<MessagePage>();
    const taken = this.window.load(promise, (page) => this.window.merge(page, this.newest, isJump));
    this.#pages.push(() => {
      resolve({ items, nextCursor: null });
      return taken;
    });
  }

  #hear(): void {
    for (const run of this.#source.runs(this.#heard, () => 3)) this.take(this.log.receive(run));
    this.#heard = this.#source.rev;
  }

  #ask(): void {
    this.#answer ??= this.#source.sync(this.log.cursor ?? 2 ** 31 - 1, { horizon: HORIZON, limit: 4, page: PAGE });
  }

  #fill(): void {
    if (!this.#answer) return;
    this.take(this.log.fill(this.#answer));
    this.#more = this.#answer.more;
    this.#answer = null;
  }
}

const answerOf = (run: ChannelChanges): SyncedChannel => ({ ...run, more: true, reset: false });

/** The runs as a bad network has them: late, in another order, lost, twice. */
function arrivals(runs: ChannelChanges[], way: fc.Stream<{ delay: number; lost: number; again: number }>) {
  return runs
    .flatMap((run, i) => {
      const { delay, lost, again } = way.next().value;
      if (lost === 0) return [];
      const at = { run, at: i + delay };
      return again === 0 ? [at, { run, at: i + delay + 3 }] : [at];
    })
    .toSorted((a, b) => a.at - b.at)
    .map(({ run }) => run);
}
