import { Injectable } from '@nestjs/common';
import type { Mentions, MessageLimits } from '../contract/messages.js';
import { AppConfig } from '../core/config/app-config.js';
import { invalid } from '../core/errors/domain-error.js';
import type { Actor } from '../core/security/principal.js';
import { GroupsService } from '../groups/groups.service.js';
import { UsersService } from '../users/users.service.js';
import { type KnownNames, type Mentioned, readingsOf, toMentions } from './mentions.js';
import { readBody } from './message-html.js';

/** All that a message's body says, worked out once, when it is written. */
export interface MessageContent {
  body: string;
  html: string;
  mentions: Mentions | null;
}

const NOBODY: KnownNames = new Map();
/** Guests know of no groups of the organisation. */
const NO_GROUPS: ReadonlyMap<string, string> = new Map();

@Injectable()
export class MessageText {
  constructor(
    private readonly config: AppConfig,
    private readonly users: UsersService,
    private readonly groups: GroupsService,
  ) {}

  get limits(): MessageLimits {
    return { bodyLength: this.config.limits.bodyLength };
  }

  /** Throws `validation_failed` where the body is longer than this server takes. */
  requireLength(body: string): void {
    const { bodyLength } = this.limits;
    if (body.length <= bodyLength) return;
    throw invalid([{ path: 'body', message: `must be at most ${bodyLength} characters` }]);
  }

  /** Mentions are of those of whom the author may know. */
  async read(author: Actor, body: string): Promise<MessageContent> {
    const { names, render } = readBody(body);
    const { html, found } = render(names.size === 0 ? NOBODY : await this.lookUp(author, names));
    return { body, html, mentions: toMentions(found) };
  }

  private async lookUp(author: Actor, names: ReadonlySet<string>): Promise<KnownNames> {
    const readings = [...new Set([...names].flatMap(readingsOf))];
    if (readings.length === 0) return NOBODY;
    const [users, groups] = await Promise.all([
      this.users.idsByUsername(author, readings),
      author.guest ? Promise.resolve(NO_GROUPS) : this.groups.idsByName(readings),
    ]);
    return new Map<string, Mentioned>([
      ...[...groups].map(([name, id]): [string, Mentioned] => [name, { kind: 'group', id }]),
      ...[...users].map(([name, id]): [string, Mentioned] => [name, { kind: 'user', id }]),
    ]);
  }
}
