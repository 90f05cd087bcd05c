import { created, type ReferenceStore } from './reference-store.js';
import type { ChangesFrame, SendAnswer, WireError, WireMessage } from './wire.js';

const MAX_BODY = 4_000;
const EVERY = 15;
/** Longer than it takes an ack to get to a client, however busy their one event loop is. */
const LATE_STORE_MS = 1_000;

/** The ways in which the reference server can be made to break the protocol, one at a time. */
export const faults = {
  losesAcked: 'acks a message that it never stores',
  losesDelivery: 'keeps a message from the members, live and in the sync',
  doublesRetries: 'stores a retry as a second message',
  announcesTwice: 'gives one message two places in the log',
  swapsMessages: 'tells one instance two messages in exchanged places',
  swapsFrames: 'puts the changes of a frame in the wrong order',
  leaks: 'sends every message to everybody',
  forgetsRemovals: 'goes on sending to a removed member',
  storesRefused: 'stores a message and then refuses it',
  acksEarly: 'acks a message before it stores it',
  skipsNumbers: 'leaves holes in seq and rev',
  forgetsDuplicates: 'does not say that a retry is one',
  altersBodies: 'shows members another text than it stores',
  inventsMessages: 'shows members a message that nobody sent',
  pagesBackwards: 'serves the history in the wrong order',
  staysSilent: 'never answers a send',
} as const;
export type FaultName = keyof typeof faults;

export interface Delivery {
  frame: ChangesFrame;
  forInstance?: (index: number) => Delivery;
}

type SendAck = { ok: true; data: SendAnswer } | { ok: false; error: WireError };

/** Takes sends in, stores them, answers and publishes: correct but for the one fault it was given. */
export class SendDesk {
  private count = 0;
  private readonly hidden = new Set<string>();
  private kept: WireMessage | null = null;

  constructor(
    private readonly store: ReferenceStore,
    private readonly fault: FaultName | null,
    private readonly publish: (delivery: Delivery) => void,
  ) {}

  isHidden({ id }: WireMessage): boolean {
    return this.hidden.has(id);
  }

  send(authorId: string, channelId: string, clientId: string, body: string, reply: (ack: SendAck) => void): void {
    const refusal = this.refusal(authorId, channelId, body);
    if (refusal) {
      if (this.fault === 'storesRefused' && refusal.code === 'validation_failed') {
        this.store.keep(this.store.next(channelId, authorId, clientId, body));
      }
      return reply({ ok: false, error: refusal });
    }
    const first = this.store.find(channelId, authorId, clientId);
    if (first && this.fault !== 'doublesRetries') {
      return reply({ ok: true, data: { message: first, duplicate: this.fault !== 'forgetsDuplicates' } });
    }
    const struck = ++this.count % EVERY === 0;
    if (struck && this.fault === 'staysSilent' && this.count === EVERY) return;
    if (struck && this.fault === 'skipsNumbers') this.store.skip(channelId);
    const message = this.store.next(channelId, authorId, clientId, body);
    if (this.fault === 'acksEarly') this.storeLate(message);
    else if (!struck || this.fault !== 'losesAcked') this.storeAndPublish(message, struck);
    reply({ ok: true, data: { message: { ...message }, duplicate: false } });
  }

  private refusal(authorId: string, channelId: string, body: string): WireError | null {
    if (!this.store.isMember(channelId, authorId)) return { code: 'not_found', message: 'no such channel' };
    if (body.trim() === '' || body.length > MAX_BODY) return { code: 'validation_failed', message: 'body' };
    return null;
  }

  private storeLate(message: WireMessage): void {
    setTimeout(() => {
      const { channelId, authorId, clientId, body } = message;
      const place = this.store.next(channelId, authorId, clientId, body);
      this.storeAndPublish({ ...place, id: message.id }, false);
    }, LATE_STORE_MS);
  }

  private storeAndPublish(message: WireMessage, struck: boolean): void {
    this.store.keep(message);
    if (!struck || this.fault === null) return this.publish({ frame: frameOf([message]) });
    this.publishBadly(message, this.fault);
  }

  private publishBadly(message: WireMessage, fault: FaultName): void {
    const good: Delivery = { frame: frameOf([message]) };
    if (fault === 'losesDelivery') this.hidden.add(message.id);
    else if (fault === 'altersBodies') this.publish({ frame: frameOf([{ ...message, body: 'something else' }]) });
    else if (fault === 'inventsMessages') this.publish({ frame: frameOf([{ ...message, id: crypto.randomUUID() }]) });
    else if (fault === 'announcesTwice') {
      this.publish(good);
      this.publish({ frame: frameOf([this.store.touch(message)]) });
    } else if (fault === 'swapsMessages') this.publishSwapped(message);
    else if (fault === 'swapsFrames') this.publishBackwards(message);
    else this.publish(good);
  }

  /** Instance 1 is shown the message before this one at this one's place. */
  private publishSwapped(message: WireMessage): void {
    const before = this.store.page(message.channelId, message.seq - 2, 1)[0] ?? message;
    const wrong = { ...before, seq: message.seq, rev: message.rev };
    const forInstance = (index: number): Delivery => ({ frame: frameOf([index === 1 ? wrong : message]) });
    this.publish({ frame: frameOf([message]), forInstance });
  }

  private publishBackwards(message: WireMessage): void {
    const page = this.store.page(message.channelId, Math.max(0, message.seq - 3), 3);
    const right = frameOf(page);
    this.publish({ frame: { ...right, changes: right.changes.toReversed() } });
  }
}

function frameOf(messages: readonly WireMessage[]): ChangesFrame {
  const changes = messages.map(created);
  const rev = changes.at(-1)?.rev ?? 0;
  const since = (changes[0]?.rev ?? 1) - 1;
  return { channelId: messages[0]?.channelId ?? '', since, rev, changes };
}
