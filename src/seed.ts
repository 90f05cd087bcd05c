import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { newId } from './core/ids.js';
import { AuthService } from './auth/auth.service.js';
import { ChannelsService } from './channels/channels.service.js';
import { MembersService } from './channels/members.service.js';
import type { Me } from './contract/users.js';
import type { Principal } from './core/security/principal.js';
import { MessagesService } from './messages/messages.service.js';
import { UsersService } from './users/users.service.js';

const PEOPLE = [
  ['ana', 'Ana Beltrán'],
  ['bruno', 'Bruno Costa'],
  ['carla', 'Carla Díaz'],
  ['dev', 'Dev Patel'],
  ['emma', 'Emma Lindqvist'],
] as const;
type Name = (typeof PEOPLE)[number][0];

const CHANNELS: { name: string; kind: 'public' | 'private'; topic: string; members: Name[]; talk: [Name, string][] }[] =
  [
    {
      name: 'general',
      kind: 'public',
      topic: 'For everyone',
      members: ['ana', 'bruno', 'carla', 'dev', 'emma'],
      talk: [
        ['ana', 'Welcome to Tertulia! This is where all of us meet.'],
        ['bruno', 'Good morning. The new office coffee machine works at last.'],
        ['emma', 'Then today starts well.'],
        ['dev', 'Deploy at 11:00, as planned. I will write in #engineering.'],
        ['carla', 'Thanks! I will keep an eye on support meanwhile.'],
      ],
    },
    {
      name: 'engineering',
      kind: 'public',
      topic: 'Building and running things',
      members: ['ana', 'dev', 'emma'],
      talk: [
        ['dev', 'Two web instances are up behind the balancer.'],
        ['emma', 'I took one down while typing this. Did you notice anything?'],
        ['dev', 'Not a thing. Every message is here, once and in order.'],
        ['ana', 'That is the idea.'],
      ],
    },
    {
      name: 'leadership',
      kind: 'private',
      topic: 'Plans in the making',
      members: ['ana', 'bruno'],
      talk: [['ana', 'Draft of the plan for next quarter comes this afternoon.']],
    },
  ];

/** Makes people, channels and some history, and prints how to sign in. Does nothing where there is anybody already. */
export async function seed(app: INestApplicationContext): Promise<void> {
  if (await app.get(UsersService).anyUser()) return;
  const password = randomBytes(9).toString('base64url');
  const people = new Map<Name, Principal>();
  for (const [username, displayName] of PEOPLE) {
    const profile = { email: `${username}@example.com`, username, displayName, locale: 'en', timeZone: 'UTC' } as const;
    // Nobody has these addresses: they are asked nothing.
    const { user } = await app.get(AuthService).register({ ...profile, password }, { emailVerified: true });
    people.set(username, principalOf(user));
  }
  const as = (name: Name): Principal => people.get(name) as Principal;
  for (const { name, kind, topic, members, talk } of CHANNELS) {
    const { id } = await app
      .get(ChannelsService)
      .create(as('ana'), { name, kind, topic, description: '', systemMessages: true });
    for (const member of members.filter((person) => person !== 'ana')) {
      await app.get(MembersService).set(as('ana'), id, as(member).userId, 'member');
    }
    for (const [author, body] of talk) {
      await app.get(MessagesService).send(as(author), { channelId: id, clientId: newId(), body }, 'rest');
    }
  }
  const lines = PEOPLE.map(
    ([username, name]) => `  ${username.padEnd(8)}${name}${username === 'ana' ? ' (owner)' : ''}`,
  );
  console.log(`Demo people, all with the password ${password}:\n${lines.join('\n')}`);
}

const principalOf = ({ id, role, guest }: Me): Principal => ({ userId: id, sessionId: newId(), role, guest });
