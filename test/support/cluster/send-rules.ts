import type { Attempt, History, Outcome, SendFact, StoredMessage } from './facts.js';
import type { Verdict } from './verdict.js';

type Acked = Attempt & { outcome: Extract<Outcome, { kind: 'acked' }> };

const isAcked = (attempt: Attempt): attempt is Acked => attempt.outcome.kind === 'acked';
const keyOf = ({ authorId, channelId, clientId }: SendFact | StoredMessage) => `${authorId} ${channelId} ${clientId}`;

/** What the senders were told, against what became of it. */
export function judgeSends({ sends, stored, looks }: History, verdict: Verdict): void {
  const byKey = new Map(stored.map((message) => [keyOf(message), message]));
  for (const send of sends) {
    const message = byKey.get(keyOf(send));
    for (const { outcome, route } of send.attempts) {
      if (outcome.kind === 'hung') verdict.add('hung', `send ${send.clientId} by ${route}`);
      if (outcome.kind === 'broken') verdict.add('protocol', `send ${send.clientId} by ${route}: ${outcome.reason}`);
    }
    const acks = send.attempts.filter(isAcked);
    if (acks.length > 0) judgeAcked(send, acks, message, verdict);
    else judgeUnacked(send, message, verdict);
  }
  for (const { messageId, present } of looks) {
    if (!present) verdict.add('ackedBeforeStored', `message ${messageId} was acked and not there`);
  }
}

function judgeAcked(send: SendFact, acks: Acked[], message: StoredMessage | undefined, verdict: Verdict): void {
  if (!message) {
    verdict.add('lost', `send ${send.clientId} was acked ${acks.length} times, channel ${send.channelId}`);
    return;
  }
  if (message.body !== send.body) verdict.add('altered', `${message.id} is stored with another body than was sent`);
  for (const { outcome, route } of acks) {
    const told = outcome.message;
    if (told.id !== message.id) verdict.add('doubled', `send ${send.clientId} by ${route}: ${told.id}, ${message.id}`);
    else if (keyOf(told) !== keyOf(message) || told.body !== message.body || told.seq !== message.seq) {
      verdict.add('altered', `the ack of ${message.id} by ${route} is not what the history has`);
    }
  }
  judgeLabels(send, acks, verdict);
}

/**
 * Of all that is acked for one send, one attempt made the message; any that began after an ack had come did not. An ack
 * `duplicate: true` needs another attempt that could have made it.
 */
function judgeLabels(send: SendFact, acks: readonly Acked[], verdict: Verdict): void {
  const firsts = acks.filter(({ outcome }) => !outcome.duplicate);
  const firstAckAt = Math.min(...acks.map(({ endedAt }) => endedAt));
  const late = firsts.filter(({ startedAt }) => startedAt > firstAckAt);
  if (firsts.length > 1)
    verdict.add('mislabelled', `send ${send.clientId}: ${firsts.length} acks claim to be the first`);
  else if (late.length > 0)
    verdict.add('mislabelled', `send ${send.clientId}: a repeat after the ack claims to be first`);
  if (firsts.length === 0 && !send.attempts.some(mayHaveStored)) {
    verdict.add('mislabelled', `send ${send.clientId}: every ack says duplicate and no attempt was left open`);
  }
}

const mayHaveStored = ({ outcome }: Attempt): boolean =>
  outcome.kind === 'cut' || outcome.kind === 'hung' || outcome.kind === 'unavailable' || outcome.kind === 'broken';

function judgeUnacked(send: SendFact, message: StoredMessage | undefined, verdict: Verdict): void {
  const refused = send.attempts.filter(({ outcome }) => outcome.kind === 'refused');
  if (refused.length === 0) {
    verdict.add('unsettled', `send ${send.clientId} to ${send.channelId} after ${send.attempts.length} attempts`);
  } else if (message && refused.length === send.attempts.length) {
    verdict.add('storedRefusal', `send ${send.clientId} is ${message.channelId} seq ${message.seq}`);
  }
}
