import type { NotifyLevel } from '../contract/channels.js';
import type { Mentions } from '../contract/messages.js';
import type { NotificationKind } from '../contract/notifications.js';
import type { Presence } from '../presence/presence.service.js';

/** What a message is to one person, as far as it decides whether they hear of it. */
export interface MessageConcern {
  isAuthor: boolean;
  /** Null for somebody outside the channel. */
  member: { level: NotifyLevel; mutedUntil: Date | null } | null;
  isDirect: boolean;
  isThread: boolean;
  mentionedByName: boolean;
  /** As a member of a group, which they are now. */
  mentionedByGroup: boolean;
  mentionsAll: Mentions['all'];
  /** The watched word that stands in the message. */
  keyword: string | null;
  presence: Presence | 'unknown';
}

/** Why somebody hears of a message, or why not. */
export type Matched =
  | {
      kind: NotificationKind;
      rule:
        | 'direct_message'
        | 'mentioned'
        | 'mentioned_group'
        | 'mentioned_all'
        | 'mentioned_here'
        | 'keyword'
        | 'thread_followed'
        | 'level_all';
    }
  | { kind: null; rule: 'own_message' | 'not_a_member' | 'not_concerned' | 'not_here' | 'muted' | 'level_nothing' };

/** The most particular reason counts; a channel that was silenced is silent whatever the reason. */
export function matchMessage(concern: MessageConcern, now: Date): Matched {
  const { member } = concern;
  if (concern.isAuthor) return { kind: null, rule: 'own_message' };
  if (!member) return { kind: null, rule: concern.mentionedByName ? 'not_a_member' : 'not_concerned' };
  const reason = reasonOf(concern, member.level);
  if (reason.kind === null) return reason;
  if (member.mutedUntil && member.mutedUntil > now) return { kind: null, rule: 'muted' };
  if (member.level === 'nothing') return { kind: null, rule: 'level_nothing' };
  return reason;
}

function reasonOf(
  { isDirect, isThread, mentionedByName, mentionedByGroup, mentionsAll, keyword, presence }: MessageConcern,
  level: NotifyLevel,
): Matched {
  if (isDirect) return { kind: 'direct_message', rule: 'direct_message' };
  if (mentionedByName) return { kind: 'mention', rule: 'mentioned' };
  if (mentionedByGroup) return { kind: 'mention', rule: 'mentioned_group' };
  if (mentionsAll === 'channel') return { kind: 'mention', rule: 'mentioned_all' };
  // Where nobody knows who is online, somebody may hear of it who is not.
  const here = presence !== 'offline';
  if (mentionsAll === 'here' && here) return { kind: 'mention', rule: 'mentioned_here' };
  if (keyword !== null) return { kind: 'keyword', rule: 'keyword' };
  if (isThread) return { kind: 'thread_reply', rule: 'thread_followed' };
  if (level === 'all') return { kind: 'channel_message', rule: 'level_all' };
  return { kind: null, rule: mentionsAll === 'here' ? 'not_here' : 'not_concerned' };
}
