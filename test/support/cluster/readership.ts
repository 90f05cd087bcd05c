import { createHmac, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SmtpCatcher } from '../smtp-catcher.js';
import type { Api, Identity } from './api.js';
import { type Cluster, JWT_SECRET } from './cluster.js';
import { Session } from './session.js';

const AT_A_TIME = 16;
const PAGE = 100;
const DAY_SECONDS = 86_400;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const Created = z.object({ id: z.string() });
const Sent = z.object({ message: z.object({ id: z.string() }) });
const Line = z.object({
  id: z.string(),
  title: z.string(),
  body: z.string(),
  messageId: z.string().nullable(),
  readAt: z.string().nullable(),
});
const Inbox = z.object({ items: z.array(Line), unread: z.int() });
export type Inbox = z.infer<typeof Inbox>;

/** Something that all readers are to hear of, by the words that are in every mail of it. */
export interface News {
  eventKey: string;
  words: string;
  readers: readonly Reader[];
  /** Whether a line of an inbox tells of it. */
  isIn: (line: z.infer<typeof Line>) => boolean;
}

/** One who has a verified address, wants e-mail at once, and whose session never needs renewal. */
export class Reader implements Identity {
  readonly userId: string = randomUUID();
  readonly sessionId: string = randomUUID();
  readonly address = `${this.userId}@example.org`;

  token = (): Promise<string> => {
    const exp = Math.floor(Date.now() / 1_000) + DAY_SECONDS;
    const claims = { sub: this.userId, sid: this.sessionId, role: 'member', aud: 'access', exp };
    const signed = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
    return Promise.resolve(`${signed}.${createHmac('sha256', JWT_SECRET).update(signed).digest('base64url')}`);
  };
}

/** Many readers, and an owner who has news for them. */
export class Readership {
  private constructor(
    private readonly cluster: Cluster,
    private readonly api: Api,
    private readonly owner: Session,
    readonly readers: readonly Reader[],
  ) {}

  static async settle(cluster: Cluster, size: number): Promise<Readership> {
    const [api] = cluster.site.instances;
    if (!api) throw new Error('a cluster without instances');
    const owner = await Session.register(api, 'owner');
    const readers = Array.from({ length: size }, () => new Reader());
    const [ids, sessionIds] = [readers.map(({ userId }) => userId), readers.map(({ sessionId }) => sessionId)];
    await cluster.database.query(
      `INSERT INTO users (id, email, email_verified_at, username, display_name, password_hash, role)
       SELECT id, id || '@example.org', now(), 'reader' || place, 'Reader ' || place, 'none', 'member'
       FROM unnest($1::uuid[]) WITH ORDINALITY AS reader (id, place)`,
      [ids],
    );
    await cluster.database.query(
      `INSERT INTO notification_settings (user_id, settings)
       SELECT unnest($1::uuid[]), '{"emailAfterMinutes": 0}'`,
      [ids],
    );
    await cluster.database.query(
      `INSERT INTO sessions (id, user_id, expires_at)
       SELECT id, user_id, now() + interval '1 day' FROM unnest($1::uuid[], $2::uuid[]) AS session (id, user_id)`,
      [sessionIds, ids],
    );
    return new Readership(cluster, api, owner, readers);
  }

  async announce(words: string): Promise<News> {
    const { id } = await this.api.expect(Created, 'POST', '/announcements', this.owner, { title: words, body: '…' });
    const isIn: News['isIn'] = ({ title }) => title === words;
    return { eventKey: `announcement:${id}`, words, readers: this.readers, isIn };
  }

  /** A message to `@channel`, in one that the first `size` readers are in. */
  async mention(words: string, size = this.readers.length): Promise<News> {
    const readers = this.readers.slice(0, size);
    const { id } = await this.api.expect(Created, 'POST', '/channels', this.owner, { name: words, kind: 'public' });
    await this.cluster.database.query(
      `INSERT INTO members (channel_id, user_id, role) SELECT $1, unnest($2::uuid[]), 'member'`,
      [id, readers.map(({ userId }) => userId)],
    );
    const { message } = await this.api.expect(Sent, 'POST', `/channels/${id}/messages`, this.owner, {
      clientId: randomUUID(),
      body: `@channel ${words}`,
    });
    const isIn: News['isIn'] = ({ messageId }) => messageId === message.id;
    return { eventKey: `message:${message.id}`, words, readers, isIn };
  }

  async prefer(reader: Reader, preferences: object): Promise<void> {
    await this.api.expect(z.unknown(), 'PATCH', '/notifications/preferences', reader, preferences);
  }

  /** The time has come of what was planned for later. */
  async timePasses({ userId }: Reader): Promise<void> {
    await this.cluster.database.query(
      `UPDATE deliveries SET due_at = now() - interval '10 seconds'
       WHERE user_id = $1 AND way = 'email' AND state = 'planned' AND due_at > now()`,
      [userId],
    );
  }

  /** Of these readers, a few at a time, at all instances in turn. */
  async inboxes(readers: readonly Reader[]): Promise<Map<Reader, Inbox>> {
    const { instances } = this.cluster.site;
    const inboxes = new Map<Reader, Inbox>();
    for (let start = 0; start < readers.length; start += AT_A_TIME) {
      await Promise.all(
        readers.slice(start, start + AT_A_TIME).map(async (reader, i) => {
          const api = instances[i % instances.length];
          const inbox = await api?.expect(Inbox, 'GET', `/notifications?show=unread&limit=${PAGE}`, reader);
          if (inbox) inboxes.set(reader, inbox);
        }),
      );
    }
    return inboxes;
  }
}

/** The Message-IDs of what each reader was sent of the news. */
export function mailsOf({ words, readers }: News, smtp: SmtpCatcher): Map<Reader, string[]> {
  const told = smtp.mails.filter(({ text = '' }) => text.includes(words));
  const byAddress = Map.groupBy(told, ({ recipient }) => recipient);
  return new Map(
    readers.map((reader) => [reader, (byAddress.get(reader.address) ?? []).map(({ messageId = '' }) => messageId)]),
  );
}
