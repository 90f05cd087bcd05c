import type { History, StoredMessage } from './facts.js';
import type { Verdict } from './verdict.js';

/** The log as the store holds it: dense, each thing once, and the same through every door. */
export function judgeStore(history: History, verdict: Verdict): void {
  const channels = Map.groupBy(history.stored, ({ channelId }) => channelId);
  const revs = observedRevs(history);
  for (const { channelId, seq, rev } of history.heads) {
    const messages = channels.get(channelId) ?? [];
    judgeDensity(`seq of ${channelId}`, new Set(messages.map((message) => message.seq)), seq, verdict);
    judgeDensity(`rev of ${channelId}`, revs.get(channelId) ?? new Set(), rev, verdict);
    judgeUniqueness(channelId, messages, verdict);
  }
  for (const { by, messages } of history.served) judgeServed(by, messages, history.stored, verdict);
}

/** A later change takes a message's rev along, so what the store holds at the end is not all that there was. */
function observedRevs({ stored, devices }: History): Map<string, Set<number>> {
  const revs = new Map<string, Set<number>>();
  const note = (channelId: string, rev: number): void => {
    const known = revs.get(channelId);
    if (known) known.add(rev);
    else revs.set(channelId, new Set([rev]));
  };
  for (const { channelId, rev } of stored) note(channelId, rev);
  for (const { received } of devices) {
    for (const { channelId, changes } of received) for (const { rev } of changes) note(channelId, rev);
  }
  return revs;
}

function judgeDensity(what: string, numbers: ReadonlySet<number>, head: number, verdict: Verdict): void {
  const missing = Array.from({ length: head }, (_, i) => i + 1).filter((number) => !numbers.has(number));
  const beyond = [...numbers].filter((number) => number < 1 || number > head);
  if (missing.length > 0) verdict.add('gap', `${what} up to ${head} lacks ${missing.slice(0, 10).join(', ')}`);
  if (beyond.length > 0) verdict.add('gap', `${what} ends at ${head}, yet there is ${beyond.slice(0, 10).join(', ')}`);
}

/** Every send of a run has a body of its own, so a body that stands twice is a send that was stored twice. */
function judgeUniqueness(channelId: string, messages: readonly StoredMessage[], verdict: Verdict): void {
  const claims: [string, (message: StoredMessage) => string | number][] = [
    ['id', ({ id }) => id],
    ['seq', ({ seq }) => seq],
    ['rev', ({ rev }) => rev],
    ['author and clientId', ({ authorId, clientId }) => `${authorId} ${clientId}`],
    ['body', ({ body }) => body],
  ];
  for (const [what, key] of claims) {
    for (const [value, same] of Map.groupBy(messages, key)) {
      if (same.length < 2) continue;
      const places = same.map(({ seq }) => seq).join(', ');
      verdict.add('doubled', `${channelId} has ${what} ${value} at seq ${places}`);
    }
  }
}

function judgeServed(
  by: string,
  served: readonly StoredMessage[],
  stored: readonly StoredMessage[],
  verdict: Verdict,
): void {
  const truth = new Map(stored.map((message) => [message.id, message]));
  const last = new Map<string, number>();
  for (const message of served) {
    const where = `${by}: ${message.channelId} seq ${message.seq}`;
    if (message.seq <= (last.get(message.channelId) ?? 0)) verdict.add('swapped', `${where} is paged out of order`);
    last.set(message.channelId, message.seq);
    const original = truth.get(message.id);
    if (!original) verdict.add('phantom', `${where} is not in the database`);
    else if (!sameMessage(message, original)) verdict.add('altered', `${where} differs from the database`);
    truth.delete(message.id);
  }
  for (const { channelId, seq } of truth.values()) verdict.add('lost', `${by} does not serve ${channelId} seq ${seq}`);
}

function sameMessage(a: StoredMessage, b: StoredMessage): boolean {
  const place = a.channelId === b.channelId && a.seq === b.seq && a.rev === b.rev;
  return place && a.authorId === b.authorId && a.clientId === b.clientId && a.body === b.body;
}
