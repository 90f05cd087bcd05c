import { makeBody, nextClientId, sentMicrosOf } from './body.js';
import { nowMicros } from './bytes.js';
import type { ChatClient } from './chat-client.js';
import { Latencies } from './latencies.js';

const BODY_LENGTH = 100;
const PATIENCE_MS = 20_000;

/** A conversation of two: the next message is sent when the receiver was notified of the one before. */
export class DirectTalk {
  acked = 0;
  private delays = new Latencies();
  private sentMicros = 0;
  private ackedAt: number | null = null;
  private notifiedAt: number | null = null;
  private settle: (() => void) | null = null;

  constructor(
    private readonly sender: ChatClient,
    private readonly channelId: string,
  ) {}

  onAck(): void {
    this.acked++;
    this.ackedAt = nowMicros();
    this.settleWhenBoth();
  }

  /** A notification of an earlier message is one that was told twice, and shows as such. */
  onNotified(sentMicros: number): void {
    if (sentMicros !== this.sentMicros || this.notifiedAt !== null) throw new Error('notified twice of one message');
    this.notifiedAt = nowMicros();
    this.settleWhenBoth();
  }

  async say(): Promise<void> {
    const body = makeBody(BODY_LENGTH);
    this.sentMicros = sentMicrosOf(body);
    this.ackedAt = null;
    this.notifiedAt = null;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('a direct message was never told')), PATIENCE_MS);
      this.settle = () => {
        clearTimeout(timer);
        resolve();
      };
      this.sender.send(this.acked, this.channelId, nextClientId(), body);
      this.sender.flush();
    });
  }

  /** The delays since the last time this was asked. */
  takeDelays(): ReturnType<Latencies['summarize']> {
    const summary = this.delays.summarize();
    this.delays = new Latencies();
    return summary;
  }

  private settleWhenBoth(): void {
    if (this.ackedAt === null || this.notifiedAt === null) return;
    this.delays.add(Math.max(0, this.notifiedAt - this.ackedAt));
    this.settle?.();
  }
}
