import { z } from 'zod';
import type { SmtpCatcher } from '../smtp-catcher.js';
import type { Cluster } from './cluster.js';
import { mailsOf, type News, type Reader, type Readership } from './readership.js';
import type { Reported } from './report.js';
import { until } from './until.js';

/** What a killed worker had in hand is taken up a minute later; and others work on the machine too. */
const SETTLED_WITHIN_MS = 150_000;
const SHOWN = 5;

const Entry = z.object({
  userId: z.string(),
  state: z.string(),
  reason: z.string(),
  answer: z.string().nullable(),
  attempts: z.int(),
});
export type Entry = z.infer<typeof Entry>;
const Counts = z.object({ told: z.int(), open: z.int() });

export interface Expectations {
  /** How many mails may have come twice: those that were on their way when something broke. */
  repeats: number;
  /** Readers whose mail was refused for good, or could not be made; all others get theirs. */
  without?: readonly Reader[];
  extra?: Record<string, number>;
}

/** News on its way to many inboxes and addresses while something fails, and what is to be said of it in the end. */
export class DeliveryTrial {
  private readonly started = performance.now();

  constructor(
    private readonly name: string,
    private readonly cluster: Cluster,
    private readonly smtp: SmtpCatcher,
    private readonly readership: Readership,
    readonly news: News,
  ) {}

  get mails(): number {
    return this.smtp.mails.filter(({ text = '' }) => text.includes(this.news.words)).length;
  }

  async mailed(count: number): Promise<void> {
    const state = () => `${count} mails; there are ${this.mails}`;
    await until(state, () => this.mails >= count, SETTLED_WITHIN_MS);
  }

  /** What the ledger says of the e-mails, by reader. */
  async ledger(userIds = this.news.readers.map(({ userId }) => userId)): Promise<Entry[]> {
    const rows = await this.cluster.database.query(
      `SELECT user_id AS "userId", state, reason, answer, attempts FROM deliveries
       WHERE event_key = $1 AND way = 'email' AND user_id = ANY($2)`,
      [this.news.eventKey, userIds],
    );
    return z.array(Entry).parse(rows);
  }

  /** Null until it was decided. */
  async entryOf({ userId }: Reader): Promise<Entry | null> {
    return (await this.ledger([userId]))[0] ?? null;
  }

  /** Until the reader's e-mail has come so far; `meanwhile` is done again and again. */
  async reaches(reader: Reader, state: string, meanwhile: () => Promise<void> = async () => {}): Promise<Entry> {
    let entry = await this.entryOf(reader);
    const there = async () => {
      await meanwhile();
      entry = await this.entryOf(reader);
      return entry?.state === state;
    };
    await until(() => `${state}: ${JSON.stringify(entry)}`, there, SETTLED_WITHIN_MS);
    if (!entry) throw new Error(`the ledger has lost ${reader.address}`);
    return entry;
  }

  /** Waits until nothing is left to do, and judges what has become of the news. */
  async end({ repeats, without = [], extra = {} }: Expectations): Promise<Reported> {
    await this.settled();
    const seconds = (performance.now() - this.started) / 1_000;
    const sent = mailsOf(this.news, this.smtp);
    const repeated = [...sent.values()].reduce((sum, ids) => sum + Math.max(0, ids.length - 1), 0);
    const broken = [
      ...this.judgeMails(sent, without),
      ...(await this.judgeLedger(without)),
      ...(await this.judgeInboxes()),
      ...(repeated > repeats ? [`${repeated} mails came again, more than ${repeats}`] : []),
    ];
    return {
      scenario: this.name,
      seconds,
      verdict: broken.length === 0 ? 'clean' : inWords(broken),
      figures: { people: sent.size, mails: this.mails, repeats: repeated, withoutMail: without.length },
      extra,
    };
  }

  private async settled(): Promise<void> {
    const { readers } = this.news;
    let [told, open] = [0, 0];
    const over = async () => {
      const [counts] = await this.cluster.database.query(
        `SELECT count(*)::int AS told, count(*) FILTER (WHERE state IN ('planned', 'sending'))::int AS open
         FROM deliveries WHERE event_key = $1 AND way = 'email' AND user_id = ANY($2)`,
        [this.news.eventKey, readers.map(({ userId }) => userId)],
      );
      ({ told, open } = Counts.parse(counts));
      return told === readers.length && open === 0;
    };
    await until(() => `${told} of ${readers.length} told, ${open} mails still to come`, over, SETTLED_WITHIN_MS);
  }

  private judgeMails(sent: Map<Reader, string[]>, without: readonly Reader[]): string[] {
    return [...sent].flatMap(([reader, ids]) => {
      if (without.includes(reader)) return ids.length > 0 ? [`${reader.address} got what was refused`] : [];
      if (ids.length === 0) return [`${reader.address} got no mail`];
      return new Set(ids).size > 1 ? [`${reader.address} got other mails: ${ids.join(', ')}`] : [];
    });
  }

  private async judgeLedger(without: readonly Reader[]): Promise<string[]> {
    const expected = new Set(without.map(({ userId }) => userId));
    const entries = await this.ledger();
    const doubled = entries.length - new Set(entries.map(({ userId }) => userId)).size;
    const unsent = entries.filter(({ userId, state }) => (state === 'sent') === expected.has(userId));
    return [
      ...(doubled > 0 ? [`${doubled} readers stand in the ledger twice`] : []),
      ...unsent.map((entry) => `the ledger says ${JSON.stringify(entry)}`),
    ];
  }

  /** Each has one line of it, as the API has it, and the counts agree with the lines. */
  private async judgeInboxes(): Promise<string[]> {
    const events = await this.cluster.database.query(
      `SELECT user_id FROM notification_events WHERE notification_id IS NOT NULL
       GROUP BY user_id, event_key HAVING count(*) > 1
       UNION ALL
       SELECT d.user_id FROM deliveries d GROUP BY d.user_id, d.event_key
       HAVING count(DISTINCT d.notification_id) > 1`,
    );
    const inboxes = await this.readership.inboxes(this.news.readers);
    const broken = [...inboxes].flatMap(([{ address }, { items, unread }]) => {
      const lines = items.filter(this.news.isIn).length;
      const open = items.filter(({ readAt }) => readAt === null).length;
      return [
        ...(lines === 1 ? [] : [`${address} has ${lines} lines of it`]),
        ...(unread === open && open === items.length ? [] : [`${address} has ${open} unread, and is told ${unread}`]),
      ];
    });
    return [...broken, ...events.map(({ user_id }) => `${String(user_id)} has two lines of one event`)];
  }
}

function inWords(broken: string[]): string {
  const rest = broken.length > SHOWN ? [`and ${broken.length - SHOWN} more`] : [];
  return [...broken.slice(0, SHOWN), ...rest].join('\n');
}
