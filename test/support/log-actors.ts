import { MyChannel } from '../../src/contract/channels.js';
import { type UserGroup, UserGroupPage } from '../../src/contract/groups.js';
import { type Message, SentMessage } from '../../src/contract/messages.js';
import type { ChatSocket } from './client.js';
import { until } from './cluster/until.js';
import type { Person } from './factories.js';
import { type Act, type Batch, COMER, type Marking, type OnMessage, type Sending, type Whom } from './log-commands.js';
import { groupsOf, isIn } from './log-model.js';

const WITHIN_MS = 30_000;
/** Few, so that people meet at one. */
const EMOJI = ['👍', '🎉', '❤️'];
const ROLES = ['member', 'moderator', 'read-only'];

/** Somebody with a device on each of two instances. */
export interface Actor {
  person: Person;
  devices: [ChatSocket, ChatSocket];
}

/** People who do to one channel what the commands say. Whatever the server refuses changes nothing, and is no failure. */
export class LogActors {
  /** What was answered to each send, a retry having an answer of its own. */
  readonly answers: SentMessage[][] = [];
  private readonly own: Message[][];

  constructor(
    private readonly channelId: string,
    private readonly actors: readonly Actor[],
    private readonly group: UserGroup,
  ) {
    this.own = actors.map(() => []);
  }

  async run(batches: Batch[]): Promise<void> {
    for (const { writes, acts, markings } of batches) {
      await Promise.all(writes.map((write) => (write.kind === 'message:send' ? this.send(write) : this.on(write))));
      for (const act of acts) await this.act(act);
      await this.owner.devices[0].request('channel:restore', { channelId: this.channelId });
      // Somebody who reads or marks as unread has seen what they wrote, and so have their devices.
      await this.settled();
      for (const marking of markings) await this.mark(marking);
    }
  }

  /** Waits until the devices of everybody who is in the channel have all of its changes. */
  async settled(): Promise<void> {
    const { rev } = await this.owner.person.channel(this.channelId);
    for (const { devices } of this.actors) {
      for (const device of devices) if (isIn(device, this.channelId)) await this.reaches(device, rev);
    }
  }

  private get owner(): Actor {
    return this.actor(0);
  }

  private actor(index: number): Actor {
    const actor = this.actors[index];
    if (!actor) throw new Error('nobody does this');
    return actor;
  }

  private async send({ user, instance, retries, asks, whom, replyTo, alsoToChannel }: Sending): Promise<void> {
    const root = replyTo === null ? undefined : chosen(this.own.flat(), replyTo);
    const input = {
      channelId: this.channelId,
      clientId: crypto.randomUUID(),
      body: this.text(user, whom),
      ...(root ? { threadId: root.id, alsoToChannel } : asks && { poll: { options: ['a', 'b', 'c'], multiple: true } }),
    };
    const { devices } = this.actor(user);
    const acks = await Promise.all(
      Array.from({ length: retries + 1 }, (_, i) => devices[(instance + i) % 2 ? 1 : 0].request('message:send', input)),
    );
    const sent = acks.flatMap((ack) => (ack.ok ? [SentMessage.parse(ack.data)] : []));
    // Only a reply may come to something that takes none.
    if (!root && sent.length < acks.length) throw new Error(`refused: ${JSON.stringify(acks)}`);
    if (sent.length > 0) this.answers.push(sent);
    if (!root && sent[0]) this.own[user]?.push(sent[0].message);
  }

  private async on({ kind, user, instance, pick, whom }: OnMessage): Promise<void> {
    const mine = kind === 'message:edit' || kind === 'message:delete' || kind === 'poll:close';
    const message = chosen(mine ? (this.own[user] ?? []) : this.own.flat(), pick);
    if (!message) return;
    const options = message.poll?.options ?? [];
    await this.actor(user).devices[instance ? 1 : 0].request(kind, {
      messageId: message.id,
      ...(kind === 'message:edit' && { body: `${this.text(user, whom)}, edited ${pick}` }),
      ...(kind.startsWith('reaction') && { emoji: EMOJI[pick % EMOJI.length] }),
      ...(kind === 'poll:vote' && { optionIds: options.filter((_, i) => (pick >> i) % 2 === 1).map(({ id }) => id) }),
    });
  }

  private async act({ kind, pick }: Act): Promise<void> {
    if (kind === 'group:add' || kind === 'group:remove') return this.regroup(kind, pick);
    const comer = this.actor(COMER);
    const theirs = kind === 'channel:join' || kind === 'channel:leave';
    const text = crypto.randomUUID();
    await (theirs ? comer : this.owner).devices[pick % 2 ? 1 : 0].request(kind, {
      channelId: this.channelId,
      ...(kind.startsWith('member') && { userId: comer.person.id }),
      ...(kind === 'member:set' && { role: ROLES[pick % ROLES.length] }),
      ...(kind === 'channel:update' && (pick % 2 ? { topic: text } : { name: text })),
    });
    await this.known(comer);
  }

  /** Somebody comes into the group or is taken out, and their devices know of it. */
  private async regroup(kind: 'group:add' | 'group:remove', pick: number): Promise<void> {
    const { person, devices } = this.actor(pick % this.actors.length);
    await this.owner.devices[pick % 2 ? 1 : 0].request(kind, { groupId: this.group.id, userId: person.id });
    const { items } = await person.get(UserGroupPage, `/groups?userId=${person.id}`);
    const ids = JSON.stringify(items.map(({ id }) => id));
    const told = () => devices.every((device) => JSON.stringify(groupsOf(device)) === ids);
    await until(`${person.username} is in ${ids}`, told, WITHIN_MS);
  }

  /** Waits until somebody's devices know whether they are in the channel. */
  private async known({ person, devices }: Actor): Promise<void> {
    const { body } = await person.call('GET', `/channels/${this.channelId}`);
    const member = MyChannel.safeParse(body).success;
    const all = () => devices.every((device) => isIn(device, this.channelId) === member);
    await until(`${person.username} is ${member ? 'in' : 'out'}`, all, WITHIN_MS);
  }

  /** Whoever moved a marker goes on when their devices know of it. */
  private async mark({ kind, user, instance, pick }: Marking): Promise<void> {
    const { person, devices } = this.actor(user);
    const before = await person.channel(this.channelId);
    if (before.seq === 0) return;
    const known = devices.map(({ received }) => received['channel:read'].length);
    const place = kind === 'channel:read-all' ? {} : { channelId: this.channelId, seq: 1 + (pick % before.seq) };
    await devices[instance ? 1 : 0].request(kind, place);
    const { readSeq } = await person.channel(this.channelId);
    if (readSeq === before.readSeq) return;
    for (const [i, { received }] of devices.entries()) {
      await until(
        () => `the marker at ${readSeq} is known: ${JSON.stringify(received['channel:read'].slice(known[i]))}`,
        () =>
          received['channel:read']
            .slice(known[i])
            .some((read) => read.channelId === this.channelId && read.userId === person.id && read.readSeq === readSeq),
        WITHIN_MS,
      );
    }
  }

  private reaches({ received }: ChatSocket, rev: number): Promise<number> {
    const there = () =>
      rev === 0 ||
      received['channel:changes'].some((frame) => frame.channelId === this.channelId && frame.rev >= rev) ||
      received['channel:joined'].some(({ channel }) => channel.id === this.channelId && channel.rev >= rev);
    return until(`${this.channelId} at ${rev}`, there, WITHIN_MS);
  }

  private text(user: number, whom: Whom): string {
    const next = this.actor((user + 1) % this.actors.length).person.username;
    const at = {
      nobody: 'all of you',
      one: `@${next}`,
      group: `@${this.group.name}`,
      here: '@here',
      channel: '@channel',
    };
    return `${user} says to ${at[whom]} that it rains`;
  }
}

const chosen = <T>(from: T[], pick: number): T | undefined => from[pick % Math.max(1, from.length)];
