import type { ChaosClient } from './chaos-client.js';
import type { Attempt, DeviceFact, Instant, SendFact } from './facts.js';
import type { Sender } from './sender.js';

/** A stretch of time in which an instance could not know what was committed, whatever it did. */
export interface Blindness {
  instance: number;
  from: Instant;
  until: Instant;
}

/** What the timing bars are measured against. */
export interface FaultWindow {
  from: Instant;
  until: Instant;
  /** When each instance was there again with all that it needs. */
  returned: { instance: number; at: Instant }[];
  blind: Blindness[];
}

export interface Figures {
  sent: number;
  acked: number;
  /** Acks that said so. */
  duplicates: number;
  /** Sends of which every ack said so: the first answer was lost on its way. */
  recovered: number;
  refused: number;
  unavailable: number;
  cut: number;
  delivered: number;
  gaps: number;
  resets: number;
  resyncs: number;
  reconnects: number;
  worstUnseenMs: number;
  worstUnavailableMs: number;
  worstUnavailableRestMs: number;
  /** Of the slowest instance; null where no service went away. */
  firstAckMs: number | null;
  /** Before the fault: how busy the machine was with other things. */
  calmP99Ms: number;
  ackP50Ms: number;
  ackP99Ms: number;
  /** First try to ack, of what was first tried while the fault lasted; to connect is no part of it. */
  faultSent: number;
  faultP99Ms: number;
  /** The longest time without any ack while the fault lasted. */
  faultSilenceMs: number;
}

export function figuresOf(clients: readonly ChaosClient[], senders: readonly Sender[], fault: FaultWindow): Figures {
  const sends = senders.flatMap((sender) => sender.sends);
  const attempts = sends.flatMap((send) => send.attempts);
  const devices = clients.map(({ fact }) => fact);
  const copies = clients.flatMap((client) => client.allCopies);
  const of = (kind: Attempt['outcome']['kind']): Attempt[] => attempts.filter(({ outcome }) => outcome.kind === kind);
  const acked = sends.filter((send) => firstAck(send) !== undefined);
  const bySocket = by('socket', of('acked'));
  const known = acked.filter(({ attempts: tries }) => tries.every(({ route }) => route !== 'new socket'));
  const during = known.filter((send) => within(startOf(send), fault));
  return {
    sent: sends.length,
    acked: acked.length,
    duplicates: of('acked').filter(isDuplicate).length,
    recovered: acked.filter((send) => send.attempts.every((a) => a.outcome.kind !== 'acked' || isDuplicate(a))).length,
    refused: of('refused').length,
    unavailable: of('unavailable').length,
    cut: of('cut').length,
    delivered: sum(copies.map(({ applied }) => applied.length)),
    gaps: sum(copies.map((copy) => copy.gaps)),
    resets: sum(copies.map((copy) => copy.resets)),
    resyncs: sum(clients.map((client) => client.resyncs)),
    reconnects: sum(devices.map(({ connections }) => Math.max(0, connections.length - 1))),
    worstUnseenMs: worstUnseen(devices, fault.blind),
    worstUnavailableMs: Math.max(0, ...by('socket', of('unavailable')).map(duration)),
    worstUnavailableRestMs: Math.max(0, ...by('rest', of('unavailable')).map(duration)),
    firstAckMs: firstAckAfterReturn(attempts, fault),
    calmP99Ms: percentile(bySocket.filter(({ endedAt }) => endedAt < fault.from).map(duration), 0.99),
    ackP50Ms: percentile(bySocket.map(duration), 0.5),
    ackP99Ms: percentile(bySocket.map(duration), 0.99),
    faultSent: during.length,
    faultP99Ms: percentile(
      during.map((send) => (firstAck(send)?.endedAt ?? Infinity) - startOf(send)),
      0.99,
    ),
    faultSilenceMs: longestSilence(of('acked'), fault),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const isDuplicate = ({ outcome }: Attempt): boolean => outcome.kind === 'acked' && outcome.duplicate;
const by = (route: Attempt['route'], attempts: readonly Attempt[]): Attempt[] =>
  attempts.filter((attempt) => attempt.route === route);
const duration = ({ startedAt, endedAt }: Attempt): number => endedAt - startedAt;
const startOf = ({ attempts }: SendFact): Instant => Math.min(...attempts.map(({ startedAt }) => startedAt));
const within = (at: Instant, { from, until }: FaultWindow): boolean => at >= from && at <= until;

function firstAck({ attempts }: SendFact): Attempt | undefined {
  const acks = attempts.filter(({ outcome }) => outcome.kind === 'acked');
  return acks.toSorted((a, b) => a.endedAt - b.endedAt)[0];
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function firstAckAfterReturn(attempts: readonly Attempt[], { returned }: FaultWindow): number | null {
  if (returned.length === 0) return null;
  const waits = returned.map(({ instance, at }) => {
    const acks = attempts.filter((a) => a.outcome.kind === 'acked' && a.instance === instance && a.endedAt >= at);
    return Math.min(...acks.map(({ endedAt }) => endedAt)) - at;
  });
  return Math.max(...waits);
}

function longestSilence(acks: readonly Attempt[], { from, until }: FaultWindow): number {
  const times = acks.map(({ endedAt }) => endedAt).filter((at) => at > from && at < until);
  const marks = [from, ...times.toSorted((a, b) => a - b), until];
  return Math.max(...marks.map((mark, i) => mark - (marks[i - 1] ?? mark)));
}

/**
 * The longest time for which some device was connected, to an instance that could know, and had not been shown what was
 * committed. `createdAt` stands for the commit: it comes before it, so the figure errs to the strict side.
 */
export function worstUnseen(devices: readonly DeviceFact[], blind: readonly Blindness[]): number {
  let worst = 0;
  for (const device of devices) {
    const seeing = seeingOf(device, blind);
    for (const applied of device.applied.values()) {
      for (const { message, at } of applied) {
        const committed = Date.parse(message.createdAt);
        if (at - committed <= worst) continue;
        const waits = seeing.map(({ from, until }) => Math.min(until, at) - Math.max(from, committed));
        worst = Math.max(worst, ...waits);
      }
    }
  }
  return worst;
}

/** The stretches in which a device was connected to an instance that was not blind. */
function seeingOf({ connections }: DeviceFact, blind: readonly Blindness[]): { from: Instant; until: Instant }[] {
  return connections.flatMap(({ instance, readyAt, endedAt }) => {
    let stretches = [{ from: readyAt, until: endedAt ?? Infinity }];
    for (const shade of blind.filter((candidate) => candidate.instance === instance)) {
      stretches = stretches.flatMap(({ from, until }) => [
        { from, until: Math.min(until, shade.from) },
        { from: Math.max(from, shade.until), until },
      ]);
      stretches = stretches.filter(({ from, until }) => from < until);
    }
    return stretches;
  });
}
