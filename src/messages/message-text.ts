import { Injectable } from '@nestjs/common';
import type { Mentions } from '../contract/messages.js';
import { AppConfig } from '../core/config/app-config.js';
import { invalid } from '../core/errors/domain-error.js';
import { UsersService } from '../users/users.service.js';
import { parseMentions, resolveMentions } from './mentions.js';
import { renderHtml } from './message-html.js';

/** All that a message's body says, worked out once, when it is written. */
export interface MessageContent {
  body: string;
  html: string;
  mentions: Mentions | null;
}

@Injectable()
export class MessageText {
  constructor(
    private readonly config: AppConfig,
    private readonly users: UsersService,
  ) {}

  /** Throws `validation_failed` where the body is longer than this server takes. */
  requireLength(body: string): void {
    const { bodyLength } = this.config.limits;
    if (body.length <= bodyLength) return;
    throw invalid([{ path: 'body', message: `must be at most ${bodyLength} characters` }]);
  }

  async read(body: string): Promise<MessageContent> {
    return { body, html: renderHtml(body), mentions: await this.mentions(body) };
  }

  /** Only what looks like a mention is looked up. */
  private async mentions(body: string): Promise<Mentions | null> {
    const names = parseMentions(body);
    if (names.usernames.length === 0) return resolveMentions(names, new Map());
    return resolveMentions(names, await this.users.idsByUsername(names.usernames));
  }
}
