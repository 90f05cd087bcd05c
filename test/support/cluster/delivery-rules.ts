import type { AppliedFact, DeviceFact, History, MembershipFact, ReceivedFact, StoredMessage } from './facts.js';
import type { Verdict } from './verdict.js';
import type { WireChange } from './wire.js';

/** What the clients were shown, against the history and against each other. */
export function judgeDeliveries(history: History, verdict: Verdict): void {
  const memberships = new Map(history.memberships.map((fact) => [`${fact.userId} ${fact.channelId}`, fact]));
  const agreement = new Agreement(history.stored, verdict);
  for (const device of history.devices) {
    for (const complaint of device.complaints) verdict.add('protocol', `${device.device}: ${complaint}`);
    for (const received of device.received) {
      judgeShape(device, received, verdict);
      judgeAudience(device, received, memberships, verdict);
      for (const change of received.changes) agreement.add(device.device, received.channelId, change);
    }
  }
  const channels = Map.groupBy(history.stored, ({ channelId }) => channelId);
  for (const device of history.devices) {
    for (const [channelId, applied] of device.applied) judgeCopy(device, channelId, applied, verdict);
    for (const { userId, channelId, removedAfterSeq } of history.memberships) {
      if (userId !== device.userId || removedAfterSeq !== null) continue;
      judgeCompleteness(device, channelId, channels.get(channelId) ?? [], verdict);
    }
  }
}

/** `changes` is ordered by `rev`; `since` comes before the first of them and `rev` is that of the last. */
function judgeShape({ device }: DeviceFact, received: ReceivedFact, verdict: Verdict): void {
  const where = `${device} on ${received.connection}: ${received.source} ${received.channelId} from ${received.since}`;
  let previous = received.since;
  for (const { rev, message } of received.changes) {
    if (rev <= previous) verdict.add('swapped', `${where} has rev ${rev} after ${previous}`);
    if (message.channelId !== received.channelId) verdict.add('protocol', `${where} carries another channel's message`);
    previous = rev;
  }
  if (received.source === 'live' && previous !== received.rev) {
    verdict.add('protocol', `${where} says rev ${received.rev} and ends with ${previous}`);
  }
}

function judgeAudience(
  { device, userId }: DeviceFact,
  { channelId, changes, source }: ReceivedFact,
  memberships: ReadonlyMap<string, MembershipFact>,
  verdict: Verdict,
): void {
  const membership = memberships.get(`${userId} ${channelId}`);
  const limit = membership ? (membership.removedAfterSeq ?? Infinity) : 0;
  const leaked = changes.filter(({ message }) => message.seq > limit).map(({ message }) => message.seq);
  if (leaked.length > 0) verdict.add('leak', `${device} got ${channelId} seq ${leaked.join(', ')} (${source})`);
}

/** Every place of every log means the same to whoever is shown it. */
class Agreement {
  private readonly byId: Map<string, StoredMessage>;
  private readonly byPlace = new Map<string, string>();
  private readonly reported = new Set<string>();

  constructor(
    stored: readonly StoredMessage[],
    private readonly verdict: Verdict,
  ) {
    this.byId = new Map(stored.map((message) => [message.id, message]));
  }

  add(device: string, channelId: string, { rev, kind, message }: WireChange): void {
    const place = `${channelId} rev ${rev}`;
    const holder = this.byPlace.get(place);
    if (holder === undefined) this.byPlace.set(place, message.id);
    else if (holder !== message.id) this.report('swapped', `${place} is ${holder} or ${message.id} (${device})`);
    const original = this.byId.get(message.id);
    if (!original) return this.report('phantom', `${message.id} at ${place}, first shown to ${device}`);
    if (original.seq !== message.seq) {
      this.report('swapped', `${message.id} is seq ${original.seq}, ${device} was told ${message.seq}`);
    } else if (kind === 'created' && original.rev === rev && original.body !== message.body) {
      this.report('altered', `${message.id} reached ${device} with another body`);
    }
  }

  private report(rule: 'swapped' | 'phantom' | 'altered', detail: string): void {
    const key = `${rule} ${detail.split(' (')[0]}`;
    if (this.reported.has(key)) return;
    this.reported.add(key);
    this.verdict.add(rule, detail);
  }
}

/** A client's own copy: taken in by rising `rev`, each message created once, and in the order of `seq`. */
function judgeCopy({ device }: DeviceFact, channelId: string, applied: readonly AppliedFact[], verdict: Verdict): void {
  const created = new Map<string, number>();
  let [rev, seq] = [0, 0];
  for (const change of applied) {
    if (change.reset) {
      created.clear();
      [rev, seq] = [0, 0];
    }
    const where = `${device}, ${channelId} rev ${change.rev}`;
    if (change.rev <= rev) verdict.add('swapped', `${where} was applied after rev ${rev}`);
    rev = change.rev;
    if (change.kind !== 'created') continue;
    const before = created.get(change.message.id);
    if (before !== undefined) verdict.add('doubled', `${where}: ${change.message.id} was there at rev ${before}`);
    else if (change.message.seq <= seq) verdict.add('swapped', `${where}: seq ${change.message.seq} after seq ${seq}`);
    created.set(change.message.id, change.rev);
    seq = Math.max(seq, change.message.seq);
  }
}

/** A copy that was reset begins with the page that replaced it; what is older is fetched when somebody scrolls up. */
function judgeCompleteness(
  { device, applied }: DeviceFact,
  channelId: string,
  stored: readonly StoredMessage[],
  verdict: Verdict,
): void {
  const changes = applied.get(channelId) ?? [];
  const start = changes.findLastIndex(({ reset }) => reset);
  const copy = start < 0 ? changes : changes.slice(start);
  const floor = start < 0 ? 0 : (copy[0]?.message.seq ?? 0);
  const held = new Set(copy.map(({ message }) => message.id));
  const missing = stored.filter(({ id, seq }) => seq >= floor && !held.has(id)).map(({ seq }) => seq);
  if (missing.length === 0) return;
  verdict.add(
    'undelivered',
    `${device} lacks ${missing.length} of ${channelId}: seq ${missing.slice(0, 10).join(', ')}`,
  );
}
