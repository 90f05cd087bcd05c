import { restCases } from './rest-routes.js';
import type { BadValue, Fields } from './rules.js';
import {
  ahead,
  categoryIds,
  categoryName,
  comment,
  emoji,
  fileIds,
  moderationReason,
  optionIds,
  place,
  poll,
  reportReason,
  text,
  time,
  uuid,
  whole,
} from './rules.js';

export interface SocketCase {
  request: string;
  fields: Fields;
  /** The field that names something that may not be there, or not for the caller. */
  names?: 'channelId' | 'messageId' | 'threadId';
}

const id = '01890000-0000-7000-8000-000000000000';
const plain = text('a body', { max: 4000 });
const body = {
  ...plain,
  bad: [...plain.bad, [' \n ', /empty/], ['a\u0000b', /NUL/], ['\ud800', /Unicode/]] satisfies BadValue[],
};
const plainDraft = text('a draft', { max: 4000, empty: true });
const draftBody = { ...plainDraft, bad: [...plainDraft.bad, ['a\u0000b', /NUL/]] satisfies BadValue[] };
const reminderText = { ...text('be there', { max: 500, empty: true }), optional: true as const };
const channelRef: Fields = { channelId: uuid(id) };

/** A request whose rules are those of a REST call: what is a parameter of the path there is a field here. */
function twinOf(request: string, route: string, parameters: Record<string, string> = {}): SocketCase {
  const found = restCases.find((one) => one.route === route);
  if (!found) throw new Error(`There is no case for ${route}`);
  const named = Object.values(parameters).map((field) => [field, uuid(id)] as const);
  return { request, fields: { ...Object.fromEntries(named), ...found.body } };
}
const channel = { id: 'channelId' };
const member = { ...channel, userId: 'userId' };
const group = { id: 'groupId' };

/** Every request of the protocol that has a payload with rules. A test fails where one is missing. */
export const socketCases: SocketCase[] = [
  { request: 'message:send', names: 'channelId', fields: { ...channelRef, clientId: uuid(id), body, poll, fileIds } },
  { request: 'thread:follow', names: 'threadId', fields: { threadId: uuid(id) } },
  { request: 'thread:unfollow', fields: { threadId: uuid(id) } },
  { request: 'message:edit', names: 'messageId', fields: { messageId: uuid(id), body } },
  { request: 'message:delete', names: 'messageId', fields: { messageId: uuid(id), reason: moderationReason } },
  { request: 'message:report', names: 'messageId', fields: { messageId: uuid(id), reason: reportReason, comment } },
  { request: 'message:pin', names: 'messageId', fields: { messageId: uuid(id) } },
  { request: 'message:unpin', names: 'messageId', fields: { messageId: uuid(id) } },
  { request: 'message:save', names: 'messageId', fields: { messageId: uuid(id) } },
  { request: 'message:unsave', names: 'messageId', fields: { messageId: uuid(id) } },
  { request: 'channel:place', names: 'channelId', fields: { ...channelRef, ...place } },
  { request: 'category:create', fields: { name: categoryName } },
  { request: 'category:rename', fields: { categoryId: uuid(id), name: categoryName } },
  { request: 'category:delete', fields: { categoryId: uuid(id) } },
  { request: 'category:order', fields: { categoryIds } },
  {
    request: 'draft:set',
    names: 'channelId',
    fields: { ...channelRef, body: draftBody, updatedAt: { ...time, optional: true } },
  },
  { request: 'message:readers', names: 'messageId', fields: { messageId: uuid(id) } },
  { request: 'reaction:add', names: 'messageId', fields: { messageId: uuid(id), emoji } },
  { request: 'reaction:remove', names: 'messageId', fields: { messageId: uuid(id), emoji } },
  { request: 'poll:vote', names: 'messageId', fields: { messageId: uuid(id), optionIds } },
  { request: 'poll:close', names: 'messageId', fields: { messageId: uuid(id) } },
  {
    request: 'message:schedule',
    names: 'channelId',
    fields: { ...channelRef, clientId: uuid(id), body, sendAt: ahead },
  },
  {
    request: 'scheduled:edit',
    fields: { scheduledId: uuid(id), body: { ...body, optional: true }, sendAt: { ...ahead, optional: true } },
  },
  { request: 'scheduled:delete', fields: { scheduledId: uuid(id) } },
  { request: 'scheduled:send', fields: { scheduledId: uuid(id) } },
  {
    request: 'reminder:create',
    fields: { messageId: { ...uuid(id), optional: true }, text: reminderText, remindAt: ahead },
  },
  {
    request: 'reminder:edit',
    fields: { reminderId: uuid(id), text: reminderText, remindAt: { ...ahead, optional: true } },
  },
  { request: 'reminder:delete', fields: { reminderId: uuid(id) } },
  {
    request: 'channel:sync',
    fields: {
      cursors: {
        good: {},
        bad: [
          ['nonsense', /expected record/],
          [null, /expected record/],
          [[], /expected record/],
          [{ nonsense: 1 }, /Invalid key|must be a UUID/],
          [{ [id]: -1 }, /at least 0/],
          [{ [id]: 1.5 }, /whole number/],
          [{ [id]: '1' }, /whole number/],
          [{ [id]: null }, /whole number/],
        ],
      },
    },
  },
  { request: 'channel:read', names: 'channelId', fields: { ...channelRef, seq: whole(0) } },
  {
    request: 'channel:unread',
    names: 'channelId',
    fields: {
      ...channelRef,
      seq: {
        good: 1,
        bad: [
          [0, /at least 1/],
          [1.5, /whole number/],
          ['1', /whole number/],
        ],
      },
    },
  },
  { request: 'channel:read-all', fields: {} },
  { request: 'channel:open', names: 'channelId', fields: channelRef },
  { request: 'channel:close', names: 'channelId', fields: channelRef },
  { request: 'typing:start', names: 'channelId', fields: channelRef },
  {
    request: 'presence:set',
    fields: {
      status: {
        good: 'busy',
        bad: [
          ['offline', /must be online, away, busy or invisible/],
          [null, /must be online, away, busy or invisible/],
        ],
      },
    },
  },
  {
    request: 'status:set',
    fields: {
      text: { ...text('on the beach', { max: 100, empty: true }), optional: true },
      emoji: { good: '🌴', optional: true, bad: [['palm', /must be one emoji/]] },
      expiresAt: { good: '2100-01-01T00:00:00.000Z', optional: true, bad: [['tomorrow', /datetime/]] },
    },
  },
  {
    request: 'presence:get',
    fields: {
      userIds: {
        good: [id],
        bad: [
          ['nonsense', /must be a list of UUIDs/],
          [[], /at least one/],
          [['nonsense'], /must be a UUID/],
          [Array.from({ length: 101 }, () => id), /at most 100/],
        ],
      },
    },
  },
  {
    request: 'delivery:report',
    fields: {
      ...channelRef,
      rev: whole(0),
      waitedMs: { good: 5, bad: [...whole(0).bad, [60_001, /at most 60000/]] satisfies BadValue[] },
    },
  },
  twinOf('channel:create', 'POST /channels'),
  twinOf('channel:direct', 'POST /channels/direct'),
  twinOf('channel:update', 'PATCH /channels/{id}', channel),
  twinOf('channel:archive', 'DELETE /channels/{id}', channel),
  twinOf('channel:restore', 'POST /channels/{id}/restore', channel),
  twinOf('channel:join', 'POST /channels/{id}/join', channel),
  { ...twinOf('channel:leave', 'POST /channels/{id}/leave', channel), names: 'channelId' },
  twinOf('channel:notifications', 'PUT /channels/{id}/notifications', channel),
  twinOf('member:set', 'PUT /channels/{id}/members/{userId}', member),
  twinOf('member:remove', 'DELETE /channels/{id}/members/{userId}', member),
  twinOf('member:ban', 'PUT /channels/{id}/bans/{userId}', member),
  twinOf('member:unban', 'DELETE /channels/{id}/bans/{userId}', member),
  twinOf('member:mute', 'PUT /channels/{id}/members/{userId}/mute', member),
  twinOf('member:unmute', 'DELETE /channels/{id}/members/{userId}/mute', member),
  twinOf('invite:create', 'POST /channels/{id}/invites', channel),
  twinOf('invite:revoke', 'DELETE /channels/{id}/invites/{inviteId}', { ...channel, inviteId: 'inviteId' }),
  { request: 'invite:accept', fields: { token: { good: 'a token', bad: [['x'.repeat(101), /at most 100/]] } } },
  twinOf('guest:invite', 'POST /guests/invitations'),
  twinOf('report:resolve', 'PATCH /reports/{id}', { id: 'reportId' }),
  twinOf('group:create', 'POST /groups'),
  twinOf('group:update', 'PATCH /groups/{id}', group),
  twinOf('group:delete', 'DELETE /groups/{id}', group),
  twinOf('group:add', 'PUT /groups/{id}/members/{userId}', { ...group, userId: 'userId' }),
  twinOf('group:remove', 'DELETE /groups/{id}/members/{userId}', { ...group, userId: 'userId' }),
  { request: 'auth:refresh', fields: { token: text('token', { max: 2000 }) } },
];
