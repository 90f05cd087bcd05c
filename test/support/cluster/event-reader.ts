import { get, type IncomingMessage } from 'node:http';
import type { Identity } from './api.js';
import { ChangesFrame } from './wire.js';

const RETRY_MS = 50;

/**
 * Follows a channel's event stream by the rules of the standard, written down from there and not from the server's own
 * code: comes back after every end with the id of its last whole event, elsewhere where that is not answered.
 */
export class EventReader {
  /** Of every whole event, in the order in which they came. */
  readonly frames: ChangesFrame[] = [];
  /** Ids as they stood before the events. */
  readonly ids: string[] = [];
  /** Events that were something else than changes. */
  readonly others: string[] = [];
  /** How often a stream was opened. */
  opened = 0;
  private lastEventId: string;
  private response: IncomingMessage | null = null;
  private timer: NodeJS.Timeout | undefined;
  private text = '';
  private at = 0;
  private closed = false;

  constructor(
    private readonly urls: readonly string[],
    private readonly who: Identity,
    private readonly channelId: string,
    since: number,
  ) {
    this.lastEventId = String(since);
    void this.connect();
  }

  get rev(): number {
    return Number(this.lastEventId);
  }

  /** Which instance it reads from, as an index into the urls. */
  get instance(): number {
    return this.at % this.urls.length;
  }

  get open(): boolean {
    return this.response !== null;
  }

  /** As a network does: in the middle of whatever is under way. `elsewhere` is where it comes back. */
  cut(elsewhere: boolean): void {
    if (elsewhere) this.at++;
    const { response } = this;
    this.response = null;
    response?.destroy();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.response?.destroy();
  }

  private async connect(): Promise<void> {
    const headers = { authorization: `Bearer ${await this.who.token()}`, 'last-event-id': this.lastEventId };
    const url = `${this.urls[this.instance]}/api/v1/channels/${this.channelId}/events`;
    const request = get(url, { headers, agent: false }, (response) => this.read(response));
    request.on('error', () => this.comeBack(null));
  }

  private read(response: IncomingMessage): void {
    response.on('error', () => undefined).on('close', () => this.comeBack(response));
    if (response.statusCode !== 200 || this.closed) {
      response.destroy();
      return;
    }
    this.opened++;
    this.response = response;
    this.text = '';
    response.setEncoding('utf8').on('data', (text: string) => this.take(text));
  }

  private comeBack(from: IncomingMessage | null): void {
    // One that does not answer is left for the other.
    if (!from) this.at++;
    this.response = null;
    clearTimeout(this.timer);
    if (!this.closed) this.timer = setTimeout(() => void this.connect(), Math.random() * RETRY_MS);
  }

  /** What is left of an event when the stream ends is thrown away with it. */
  private take(text: string): void {
    const blocks = (this.text + text).split('\n\n');
    this.text = blocks.pop() ?? '';
    for (const block of blocks) this.dispatch(block.split('\n'));
  }

  private dispatch(lines: string[]): void {
    const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
    const [id, event, data] = [fields.get('id'), fields.get('event'), fields.get('data')];
    this.lastEventId = id ?? this.lastEventId;
    if (data === undefined) return;
    if (event !== 'channel:changes') this.others.push(event ?? 'message');
    this.ids.push(this.lastEventId);
    this.frames.push(ChangesFrame.parse(JSON.parse(data)));
  }
}
