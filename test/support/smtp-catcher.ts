import { setTimeout as sleep } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { freePort } from '../../scripts/ports.mjs';
import { until } from './cluster/until.js';

/** What a server says instead of 250. */
export interface Refusal {
  code: number;
  message: string;
}
type Answer = Refusal | null | undefined;

export interface CaughtMail extends Email {
  recipient: string;
  /** As it came over the wire. */
  raw: Buffer;
}

/** A real SMTP server on loopback that keeps what it is sent and answers as it is told. */
export class SmtpCatcher {
  /** Those that were accepted, parsed, in the order of their end. */
  readonly mails: CaughtMail[] = [];
  /** Every recipient that was asked for, accepted or not. */
  readonly asked: string[] = [];
  /** Says what becomes of a recipient; a promise makes the server slow. */
  answer: (recipient: string) => Answer | Promise<Answer> = () => undefined;
  /** Says what becomes of a message that has been transmitted. */
  answerData: (recipient: string) => Answer | Promise<Answer> = () => undefined;
  private server: SMTPServer | null = null;

  private constructor(private readonly port: number) {}

  static async start(): Promise<SmtpCatcher> {
    const catcher = new SmtpCatcher(await freePort());
    await catcher.listen();
    return catcher;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  to(address: string): CaughtMail[] {
    return this.mails.filter(({ recipient }) => recipient === address);
  }

  /** The newest of `count` mails to the address, once that many have come. */
  async mailTo(address: string, count = 1, withinMs = 30_000): Promise<CaughtMail> {
    const state = () => `${count} mails to ${address}; there are ${this.to(address).length}`;
    await until(state, () => this.to(address).length >= count, withinMs);
    const mail = this.to(address).at(-1);
    if (!mail) throw new Error(state());
    return mail;
  }

  /** Down: connections are refused, those that are open end. `listen` brings it back at the same place. */
  async stop(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server) await new Promise<void>((resolve) => server.close(resolve));
  }

  async listen(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      closeTimeout: 50,
      onRcptTo: ({ address }, _session, callback) => {
        this.asked.push(address);
        void this.say(this.answer(address), callback);
      },
      onData: (stream, { envelope }, callback) => {
        const recipient = envelope.rcptTo[0]?.address ?? '';
        void this.keep(recipient, stream, callback);
      },
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    // A client that is killed, or a server that stops, breaks connections.
    server.on('error', () => undefined);
    this.server = server;
  }

  private async keep(recipient: string, stream: NodeJS.ReadableStream, callback: (error?: Error) => void) {
    // A client that was killed breaks off: there is no mail, and nobody left to answer.
    const raw = await buffer(stream).catch(() => null);
    if (!raw) return;
    const email = await PostalMime.parse(raw);
    const answer = await this.answerData(recipient);
    if (!answer) this.mails.push({ ...email, recipient, raw });
    await this.say(answer, callback);
  }

  private async say(answer: Answer | Promise<Answer>, callback: (error?: Error) => void): Promise<void> {
    const refusal = await answer;
    if (refusal) callback(Object.assign(new Error(refusal.message), { responseCode: refusal.code }));
    else callback();
  }
}

/** An answer that never comes, as long as a test runs. */
export const never = (): Promise<null> => sleep(600_000, null, { ref: false });

/** The value of a header as it was sent, unfolded; undefined where it is not there. */
export const headerOf = ({ headers }: Email, name: string): string | undefined =>
  headers.find(({ key }) => key === name.toLowerCase())?.value;

/** The first URL in the mail's text. */
export function linkIn({ text = '' }: Email): URL {
  const [link] = /https?:\/\/\S+/.exec(text) ?? [];
  if (link === undefined) throw new Error(`no link in: ${text}`);
  return new URL(link);
}
