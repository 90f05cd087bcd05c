import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChannelLog } from './channel-log.js';
import type { Change, ChannelChanges, SyncedChannel } from './contract.js';
import { MessageWindow } from './message-window.js';
import { type Act, Log } from '../../test/support/client-log.js';

const HORIZON = 12;
const PAGE = 5;

/** A reader as the client has it: place in the log and loaded messages. */
class Reader {
  readonly log = new ChannelLog();
  readonly window = new MessageWindow(10_000);
  readonly applied: Change[] = [];

  take({ reset, changes }: { reset: boolean; changes: Change[] }): void {
    const messages = changes.map(({ message }) => message);
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
