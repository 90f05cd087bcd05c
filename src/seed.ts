import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuthService } from './auth/auth.service.js';
import { ChannelsService } from './channels/channels.service.js';
import { MembersService } from './channels/members.service.js';
import { FAVORITES } from './contract/categories.js';
import type { Message } from './contract/messages.js';
import type { Me } from './contract/users.js';
import { DomainError } from './core/errors/domain-error.js';
import { newId } from './core/ids.js';
import type { Principal } from './core/security/principal.js';
import {
  CHANNELS,
  DIRECT,
  type DemoChannel,
  FAVOURITE_OF_ANA,
  type Name,
  PEOPLE,
  type Said,
  STATUSES,
} from './demo-organisation.js';
import { MessagesService } from './messages/messages.service.js';
import { PinsService } from './messages/pins.service.js';
import { PollsService } from './messages/polls.service.js';
import { ReactionsService } from './messages/reactions.service.js';
import { CategoriesService } from './personal/categories.service.js';
import { UserStatuses } from './presence/user-statuses.service.js';
import { UsersService } from './users/users.service.js';

/** Between one message of the demo and the next of its channel. */
const APART = '17 minutes';

/** Each waits a little over two seconds. */
const SEND_TRIES = 20;

/** Makes people, channels and some history, and prints how to sign in. Does nothing where there is anybody already. */
export async function seed(app: INestApplicationContext): Promise<void> {
  if (await app.get(UsersService).anyUser()) return;
  const password = randomBytes(9).toString('base64url');
  await new Seeding(app).run(password);
  const lines = PEOPLE.map(
    ([username, name]) => `  ${username.padEnd(8)}${name}${username === 'ana' ? ' (owner)' : ''}`,
  );
  console.log(`Demo people, all with the password ${password}:\n${lines.join('\n')}`);
}

/** Tells the demo's story by the services that people's requests go through. */
class Seeding {
  private readonly people = new Map<Name, Principal>();

  constructor(private readonly app: INestApplicationContext) {}

  async run(password: string): Promise<void> {
    for (const [username, displayName] of PEOPLE) {
      const profile = {
        email: `${username}@example.com`,
        username,
        displayName,
        locale: 'en',
        timeZone: 'UTC',
      } as const;
      // Nobody has these addresses: they are asked nothing.
      const { user } = await this.app.get(AuthService).register({ ...profile, password }, { emailVerified: true });
      this.people.set(username, principalOf(user));
    }
    for (const channel of CHANNELS) await this.channel(channel);
    for (const { between, talk } of DIRECT) await this.direct(between, talk);
    for (const [name, { emoji, text }] of Object.entries(STATUSES)) {
      await this.app.get(UserStatuses).say(this.as(name as Name), { emoji, text, expiresAt: null });
    }
    await this.spread();
  }

  private async channel({ name, kind, topic, description, members, talk }: DemoChannel): Promise<void> {
    const [founder, ...others] = members.map((member) => this.as(member));
    if (!founder) return;
    const { id } = await this.app
      .get(ChannelsService)
      .create(founder, { name, kind, topic, description, systemMessages: true });
    for (const { userId } of others)
      await this.app.get(MembersService).set(founder, id, userId, { role: 'member', ifAbsent: true });
    for (const said of talk) await this.say(id, said);
    if (name !== FAVOURITE_OF_ANA) return;
    await this.app.get(CategoriesService).place(this.as('ana'), { channelId: id, categoryId: FAVORITES });
  }

  private async direct(between: [Name, Name], talk: [Name, string][]): Promise<void> {
    const [one, other] = between.map((name) => this.as(name)) as [Principal, Principal];
    const { channel } = await this.app.get(ChannelsService).direct(one, { userIds: [other.userId] });
    for (const [by, body] of talk) await this.send(by, channel.id, { body });
  }

  /** All was said within a second; the last message of each channel stays where it is, the others were said before it. */
  private async spread(): Promise<void> {
    await this.app.get(DataSource).query(
      `UPDATE messages m SET created_at = m.created_at - (c.seq - m.seq) * interval '${APART}'
         FROM channels c WHERE c.id = m.channel_id`,
    );
  }

  private async say(channelId: string, { by, body, reactions = {}, replies = [], poll, pinned }: Said): Promise<void> {
    const asked = poll && { question: null, options: poll.options, multiple: false, anonymous: false, closesAt: null };
    const { id: messageId, poll: open } = await this.send(by, channelId, { body, ...(asked && { poll: asked }) });
    for (const [emoji, names] of Object.entries(reactions)) {
      for (const name of names) await this.app.get(ReactionsService).add(this.as(name), { messageId, emoji });
    }
    for (const [name, option] of Object.entries(poll?.votes ?? {})) {
      const optionIds = (open?.options ?? []).flatMap(({ id }, i) => (i === option ? [id] : []));
      await this.app.get(PollsService).vote(this.as(name as Name), { messageId, optionIds });
    }
    for (const [name, reply] of replies) await this.send(name, channelId, { body: reply, threadId: messageId });
    // The owner of the server runs every public channel.
    if (pinned) await this.app.get(PinsService).pin(this.as('ana'), { messageId });
  }

  private async send(
    by: Name,
    channelId: string,
    what: Omit<Parameters<MessagesService['send']>[1], 'channelId' | 'clientId'>,
  ): Promise<Message> {
    const messages = this.app.get(MessagesService);
    const draft = { channelId, clientId: newId(), ...what };
    // As any client does: on a slow machine a send may be told to try again, and under its clientId is stored once.
    for (let tries = 1; ; tries++) {
      try {
        return (await messages.send(this.as(by), draft, 'rest')).message;
      } catch (error) {
        if (!(error instanceof DomainError && error.code === 'unavailable') || tries === SEND_TRIES) throw error;
      }
    }
  }

  private as(name: Name): Principal {
    const principal = this.people.get(name);
    if (!principal) throw new Error(`There is no ${name} in the demo`);
    return principal;
  }
}

const principalOf = ({ id, role, guest }: Me): Principal => ({ userId: id, sessionId: newId(), role, guest });
