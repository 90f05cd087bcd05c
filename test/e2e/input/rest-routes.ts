import type { BadValue, Fields } from './rules.js';
import {
  ahead,
  comment,
  fileIds,
  flag,
  moderationReason,
  optionIds,
  place,
  poll,
  queryWhole,
  reportReason,
  categoryIds,
  categoryName,
  text,
  time,
  uuid,
  whole,
} from './rules.js';

export interface RestCase {
  /** As `/docs-json` spells it. */
  route: string;
  public?: true;
  body?: Fields;
  query?: Fields;
  /** The parameter that names something that may not be there. */
  missing?: 'id' | 'userId' | 'inviteId' | 'token' | 'name';
}

export const someId = '01890000-0000-7000-8000-000000000000';
const control: BadValue[] = [
  ['a\u0000b', /control|NUL/],
  ['a\u0007b', /control|NUL/],
];

const name = text('a name', { max: 80 });
const queueName = text('push', { max: 100 });
const inQuery = (max: number): BadValue[] => [
  ['', /must not be empty/],
  ['x'.repeat(max + 1), /at most/],
  ['a\u0000b', /NUL/],
];
const channelName = { ...name, bad: [...name.bad, ...control] };
const topic = { ...text('a topic', { max: 250, empty: true }), optional: true as const };
const description = {
  ...text('a description', { max: 1000, empty: true }),
  optional: true as const,
};
const body = text('a body', { max: 4000 });
const messageBody = {
  ...body,
  bad: [...body.bad, [' \n ', /empty/], ['a\u0000b', /NUL/], ['\ud800', /Unicode/]] satisfies BadValue[],
};
const plainDraft = text('a draft', { max: 4000, empty: true });
const draftBody = { ...plainDraft, bad: [...plainDraft.bad, ['a\u0000b', /NUL/]] satisfies BadValue[] };
const role = {
  good: 'member',
  bad: [
    ['king', /Invalid option/],
    ['', /Invalid option/],
    [5, /Invalid option/],
    [null, /Invalid option/],
  ] satisfies BadValue[],
};
const locale = {
  good: 'es',
  optional: true as const,
  bad: [
    ['de', /Invalid option/],
    ['', /Invalid option/],
    [5, /Invalid option/],
    [null, /Invalid option/],
  ] satisfies BadValue[],
};
const timeZone = {
  good: 'Europe/Madrid',
  optional: true as const,
  bad: [
    ['Europe/Nowhere', /IANA/],
    ['+01:00', /IANA/],
    ['', /IANA/],
    ['x'.repeat(65), /at most|IANA/],
    [5, /IANA/],
    [null, /IANA/],
  ] satisfies BadValue[],
};
const preferences: Fields = {
  kinds: {
    good: { mention: { push: false } },
    optional: true,
    bad: [
      ['nonsense', /expected record/],
      [{ nonsense: {} }, /is not a known field/],
      [{ mention: { push: 'yes' } }, /boolean/],
      [{ mention: { email: 'sometimes' } }, /must be immediate, digest or never/],
      [{ mention: { pigeon: true } }, /is not a known field/],
    ],
  },
  keywords: {
    good: ['deploy'],
    optional: true,
    bad: [
      ['deploy', /expected array/],
      [['x'], /at least 2/],
      [['x'.repeat(51)], /at most 50/],
      [Array.from({ length: 51 }, (_, i) => `word${i}`), /at most 50/],
    ],
  },
  doNotDisturbUntil: { ...time, optional: true },
  quietHours: {
    good: [{ weekday: 1, from: '22:00', to: '07:00' }],
    optional: true,
    bad: [
      ['always', /expected array/],
      [[{ weekday: 0, from: '22:00', to: '07:00' }], /weekday from 1/],
      [[{ weekday: 1, from: '24:00', to: '07:00' }], /time from 00:00/],
      [[{ weekday: 1, from: '22:00' }], /is required/],
      [Array.from({ length: 29 }, () => ({ weekday: 1, from: '22:00', to: '07:00' })), /at most 28/],
    ],
  },
  digest: {
    good: { every: 'day', at: '08:00' },
    optional: true,
    bad: [
      ['daily', /expected object/],
      [{ every: 'year', at: '08:00' }, /hour, day or week/],
      [{ every: 'week', at: '08:00' }, /is required where every is week/],
    ],
  },
  emailAfterMinutes: {
    good: 5,
    optional: true,
    bad: [
      [-1, /at least 0/],
      [1441, /at most 1440/],
      [1.5, /whole number/],
      ['5', /whole number/],
    ],
  },
};
const firstSeq: BadValue[] = [...whole(1).bad.filter(([value]) => value !== -1), [0, /at least 1/]];
const chosenStatus: Fields[string] = {
  good: 'busy',
  bad: [
    ['offline', /must be online, away, busy or invisible/],
    ['', /must be online, away, busy or invisible/],
    [5, /must be online, away, busy or invisible/],
    [null, /must be online, away, busy or invisible/],
  ],
};
const customStatus: Fields = {
  emoji: {
    good: '🌴',
    optional: true,
    bad: [
      ['palm', /must be one emoji/],
      ['', /must be one emoji/],
      [5, /expected string/],
    ],
  },
  text: { ...text('on the beach', { max: 100, empty: true }), optional: true },
  expiresAt: { ...time, good: '2100-01-01T00:00:00.000Z', optional: true },
};
const askedPeople: Fields[string] = {
  good: someId,
  bad: [
    ['nonsense', /must be a UUID/],
    ['', /must be a UUID/],
    [Array.from({ length: 101 }, () => someId).join(','), /at most 100/],
  ],
};
const mailedToken = text('a-token', { max: 200 });
const longToken = text('token', { max: 2000 });
const page: Fields = {
  limit: queryWhole(1, 100),
  cursor: { good: someId, optional: true, bad: [['x'.repeat(501), /at most|Too big/]] },
};
const reportQueue: Fields = {
  ...page,
  cursor: withBadCursor(),
  state: { good: 'open', optional: true, bad: [['closed', /must be open or resolved/]] },
};
const countCursor: Fields[string] = {
  good: '5',
  optional: true,
  bad: [
    ['nonsense', /cursor/],
    ['-1', /cursor/],
    ['9999999999', /cursor/],
    ['x'.repeat(501), /at most/],
  ],
};
const search = { good: 'x', optional: true as const, bad: [['x'.repeat(101), /at most|Too big/]] satisfies BadValue[] };

const day: Fields[string] = {
  good: '2026-01-31',
  bad: [
    ['2026-02-30', /must be a date/],
    ['yesterday', /must be a date/],
    ['2026-01-01T00:00:00Z', /must be a date/],
    [5, /must be a date/],
    [null, /must be a date/],
  ],
};
const urlToken: Fields[string] = { good: 'x', optional: true, bad: [['x'.repeat(2001), /at most|Too big/]] };

const email: Fields[string] = {
  good: 'bad.input@example.com',
  bad: [
    ['nonsense', /e-mail/],
    ['', /e-mail/],
    ['a@b', /e-mail/],
    [`${'x'.repeat(250)}@example.com`, /at most|e-mail/],
    [5, /e-mail|expected string/],
  ],
};
const username = text('bad.input', { max: 32 });
const password = text('a long enough password', { max: 128 });
const newPassword = { ...password, bad: [...password.bad, ['too short', /at least 10/]] satisfies BadValue[] };

const endpoint: Fields[string] = {
  good: 'https://push.example.com/bad-input',
  bad: [
    ...[5, null, {}, '', 'nonsense', 'https://', 'ftp://push.example.com/1', 'https://push.example.com/ñ'].map(
      (value): BadValue => [value, /https URL/],
    ),
    ['http://push.example.com/1', /https URL/],
    ['https://a:b@push.example.com/1', /credentials/],
    [`https://push.example.com/${'x'.repeat(2000)}`, /at most 2000/],
  ],
};
/** Of RFC 8291, appendix A. */
const browserKeys = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
};
const pushKeys: Fields[string] = {
  good: browserKeys,
  bad: [
    ['nonsense', /expected object/],
    [null, /expected object/],
    [{ auth: browserKeys.auth }, /is required/],
    [{ ...browserKeys, p256dh: 'nonsense' }, /P-256 point in base64url/],
    [{ ...browserKeys, p256dh: `B${'A'.repeat(86)}` }, /point of the curve/],
    [{ ...browserKeys, auth: `${browserKeys.auth}==` }, /16 bytes in base64url/],
    [{ ...browserKeys, more: 1 }, /is not a known field/],
  ],
};
const expirationTime: Fields[string] = {
  good: null,
  optional: true,
  bad: [
    ['soon', /null or a number/],
    [-1, /at least 0/],
  ],
};

const reminderText = { ...text('be there', { max: 500, empty: true }), optional: true as const };
const reminderShow: Fields[string] = { good: 'told', optional: true, bad: [['all', /Invalid option/]] };

const chosenLetters: Fields = {
  queue: queueName,
  jobIds: {
    good: [],
    optional: true,
    bad: [
      ['nonsense', /expected array/],
      [null, /expected array/],
      [Array.from({ length: 101 }, () => 'x'), /at most 100/],
      [[''], /must not be empty/],
      [['x'.repeat(201)], /at most 200/],
      [[5], /expected string/],
    ],
  },
};

/** Every route of the API with what it takes. A test fails where one is missing. */
export const restCases: RestCase[] = [
  {
    route: 'POST /auth/register',
    public: true,
    body: {
      email,
      username: {
        ...username,
        bad: [...username.bad, ['Upper', /must be 2 to/], ['a', /must be 2 to/], ['a b', /must be 2 to/]],
      },
      displayName: channelName,
      password: newPassword,
      locale,
      timeZone,
      inviteToken: {
        good: 'x',
        optional: true,
        bad: [
          [5, /expected string/],
          ['x'.repeat(2001), /at most|Too big/],
        ],
      },
    },
  },
  { route: 'POST /auth/login', public: true, body: { login: text('nobody', { max: 254 }), password } },
  { route: 'POST /auth/refresh', public: true, body: { refreshToken: longToken } },
  { route: 'POST /auth/logout' },
  {
    route: 'POST /guests/invitations',
    body: {
      email,
      channelIds: {
        good: [someId],
        bad: [
          ['nonsense', /expected array/],
          [null, /expected array/],
          [[], /at least 1/],
          [['nonsense'], /must be a UUID/],
          [Array.from({ length: 21 }, () => someId), /at most 20/],
        ],
      },
      locale,
    },
  },
  { route: 'POST /auth/stream-token' },
  { route: 'GET /auth/registration', public: true },
  { route: 'GET /auth/sessions', query: { ...page, cursor: withBadCursor() } },
  { route: 'DELETE /auth/sessions/{id}', missing: 'id' },
  { route: 'POST /auth/password/change', body: { current: password, new: newPassword } },
  { route: 'PUT /users/me/avatar' },
  { route: 'DELETE /users/me/avatar' },
  { route: 'GET /avatars/{name}', public: true, missing: 'name' },
  { route: 'POST /auth/invitations', body: { email: { ...email, optional: true }, locale } },
  { route: 'POST /auth/password/forgot', public: true, body: { email } },
  {
    route: 'POST /auth/password/reset',
    public: true,
    body: { token: mailedToken, password: newPassword },
  },
  { route: 'POST /auth/email/verify', public: true, body: { token: mailedToken } },
  { route: 'POST /auth/email/verify/resend' },
  { route: 'GET /push/key' },
  { route: 'GET /push/subscriptions' },
  { route: 'POST /push/subscriptions', body: { endpoint, keys: pushKeys, expirationTime } },
  { route: 'DELETE /push/subscriptions/{id}', missing: 'id' },
  { route: 'GET /users/me' },
  {
    route: 'PATCH /users/me',
    body: {
      displayName: { ...channelName, optional: true },
      locale,
      timeZone,
      readReceipts: flag,
    },
  },
  { route: 'PUT /users/me/presence', body: { status: chosenStatus } },
  { route: 'PUT /users/me/status', body: customStatus },
  { route: 'GET /users/me/presence' },
  { route: 'GET /users/{id}/presence', missing: 'id' },
  { route: 'GET /presence', query: { userIds: askedPeople } },
  { route: 'GET /users', query: { ...page, query: search, ids: { ...askedPeople, optional: true } } },
  { route: 'GET /users/{id}', missing: 'id' },
  {
    route: 'POST /groups',
    body: {
      name: { ...username, bad: [...username.bad, ['Upper', /must be 2 to/], ['here', /must not be here or channel/]] },
      displayName: channelName,
      description: topic,
    },
  },
  {
    route: 'GET /groups',
    query: {
      ...page,
      query: search,
      userId: {
        good: someId,
        optional: true,
        bad: [
          ['nonsense', /UUID/],
          ['', /UUID/],
        ],
      },
    },
  },
  { route: 'GET /groups/{id}', missing: 'id' },
  {
    route: 'PATCH /groups/{id}',
    missing: 'id',
    body: {
      name: { ...username, optional: true, bad: [...username.bad, ['channel', /must not be here or channel/]] },
      displayName: { ...channelName, optional: true },
      description: topic,
    },
  },
  { route: 'DELETE /groups/{id}', missing: 'id' },
  { route: 'GET /groups/{id}/members', missing: 'id', query: { ...page, cursor: withBadCursor() } },
  { route: 'PUT /groups/{id}/members/{userId}', missing: 'userId' },
  { route: 'DELETE /groups/{id}/members/{userId}', missing: 'userId' },
  {
    route: 'POST /channels',
    body: {
      name: channelName,
      kind: { ...role, good: 'public' },
      topic: topic,
      systemMessages: flag,
      description,
    },
  },
  { route: 'GET /channels', query: { ...page, cursor: withBadCursor() } },
  { route: 'GET /channels/browse', query: { ...page, cursor: withBadCursor(), query: search } },
  {
    route: 'POST /channels/direct',
    body: {
      userIds: {
        good: [],
        bad: [
          ['nonsense', /expected array/],
          [null, /expected array/],
          [Array.from({ length: 9 }, () => someId), /at most 8/],
        ],
      },
    },
  },
  { route: 'GET /channels/{id}', missing: 'id' },
  {
    route: 'PATCH /channels/{id}',
    missing: 'id',
    body: {
      name: { ...channelName, optional: true },
      topic: topic,
      description,
      posting: {
        good: 'moderators',
        optional: true,
        bad: [
          ['nobody', /must be everyone or moderators/],
          ['', /must be everyone or moderators/],
          [null, /must be everyone or moderators/],
        ],
      },
      slowModeSeconds: { ...whole(10), optional: true, bad: [...whole(10).bad, [21_601, /at most 21600/]] },
      systemMessages: flag,
      retentionDays: {
        good: 30,
        optional: true,
        bad: [
          [0, /at least 1/],
          [36_501, /at most 36500/],
          [1.5, /whole number/],
          ['30', /whole number/],
        ],
      },
    },
  },
  { route: 'DELETE /channels/{id}', missing: 'id' },
  { route: 'POST /channels/{id}/restore', missing: 'id' },
  {
    route: 'POST /channels/{id}/invites',
    missing: 'id',
    body: {
      expiresInHours: {
        good: 24,
        optional: true,
        bad: [
          [0, /at least 1/],
          [8761, /at most 8760/],
          [1.5, /whole number/],
          ['24', /whole number/],
        ],
      },
      maxUses: {
        good: 5,
        optional: true,
        bad: [
          [0, /at least 1/],
          [10_001, /at most 10000/],
          ['5', /whole number/],
        ],
      },
    },
  },
  { route: 'GET /channels/{id}/invites', missing: 'id', query: { ...page, cursor: withBadCursor() } },
  { route: 'DELETE /channels/{id}/invites/{inviteId}', missing: 'inviteId' },
  { route: 'GET /invites/{token}', missing: 'token' },
  { route: 'POST /invites/{token}/accept', missing: 'token' },
  { route: 'POST /channels/read-all' },
  { route: 'POST /channels/{id}/unread', missing: 'id', body: { seq: { good: 1, bad: firstSeq } } },
  { route: 'PUT /channels/{id}/read', missing: 'id', body: { seq: whole(1) } },
  {
    route: 'PUT /channels/{id}/notifications',
    missing: 'id',
    body: {
      level: {
        good: 'all',
        bad: [
          ['some', /must be all, mentions or nothing/],
          ['', /must be all, mentions or nothing/],
          [null, /must be all, mentions or nothing/],
        ],
      },
      mutedUntil: { ...time, optional: true },
    },
  },
  { route: 'POST /channels/{id}/join', missing: 'id' },
  { route: 'POST /channels/{id}/leave', missing: 'id' },
  {
    route: 'GET /channels/{id}/members',
    missing: 'id',
    query: { ...page, cursor: withBadCursor(), query: search },
  },
  { route: 'PUT /channels/{id}/members/{userId}', missing: 'userId', body: { role, ifAbsent: flag } },
  { route: 'DELETE /channels/{id}/members/{userId}', missing: 'userId' },
  { route: 'GET /channels/{id}/reports', missing: 'id', query: reportQueue },
  {
    route: 'PUT /channels/{id}/members/{userId}/mute',
    missing: 'userId',
    body: {
      minutes: {
        good: 5,
        optional: true,
        bad: [
          [0, /at least 1/],
          [525_601, /at most 525600/],
          [1.5, /whole number/],
          ['5', /whole number/],
        ],
      },
      until: { ...time, good: undefined, optional: true },
      reason: moderationReason,
    },
  },
  { route: 'DELETE /channels/{id}/members/{userId}/mute', missing: 'userId' },
  { route: 'GET /channels/{id}/bans', missing: 'id', query: { ...page, cursor: withBadCursor() } },
  {
    route: 'PUT /channels/{id}/bans/{userId}',
    missing: 'userId',
    body: { reason: moderationReason, until: { ...time, optional: true } },
  },
  { route: 'DELETE /channels/{id}/bans/{userId}', missing: 'userId' },
  {
    route: 'POST /channels/{id}/messages',
    missing: 'id',
    body: { clientId: uuid(someId), body: messageBody, poll, fileIds },
  },
  {
    route: 'POST /channels/{id}/scheduled',
    missing: 'id',
    body: { clientId: uuid(someId), body: messageBody, sendAt: ahead },
  },
  { route: 'GET /scheduled', query: { ...page, cursor: withBadCursor() } },
  {
    route: 'PATCH /scheduled/{id}',
    missing: 'id',
    body: { body: { ...messageBody, optional: true }, sendAt: { ...ahead, optional: true } },
  },
  { route: 'DELETE /scheduled/{id}', missing: 'id' },
  { route: 'POST /scheduled/{id}/send-now', missing: 'id' },
  {
    route: 'POST /reminders',
    body: { messageId: { ...uuid(someId), optional: true }, text: reminderText, remindAt: ahead },
  },
  { route: 'GET /reminders', query: { ...page, cursor: withBadCursor(), show: reminderShow } },
  {
    route: 'PATCH /reminders/{id}',
    missing: 'id',
    body: { text: reminderText, remindAt: { ...ahead, optional: true } },
  },
  { route: 'DELETE /reminders/{id}', missing: 'id' },
  {
    route: 'GET /channels/{id}/messages',
    missing: 'id',
    query: { before: queryWhole(1), after: queryWhole(0), around: queryWhole(1), limit: queryWhole(1, 100) },
  },
  { route: 'GET /channels/{id}/messages/{seq}', missing: 'id' },
  {
    route: 'GET /channels/{id}/events',
    missing: 'id',
    query: { token: urlToken, since: queryWhole(0) },
  },
  {
    route: 'GET /channels/{id}/changes',
    missing: 'id',
    query: { since: queryWhole(0), limit: queryWhole(1, 100) },
  },
  { route: 'GET /channels/{id}/pins', missing: 'id', query: { ...page, cursor: countCursor } },
  { route: 'GET /channels/{id}/saved', missing: 'id' },
  {
    route: 'PUT /channels/{id}/draft',
    missing: 'id',
    body: { body: draftBody, updatedAt: { ...time, optional: true } },
  },
  { route: 'DELETE /channels/{id}/draft', missing: 'id' },
  { route: 'PUT /channels/{id}/category', missing: 'id', body: place },
  { route: 'GET /categories' },
  { route: 'POST /categories', body: { name: categoryName } },
  { route: 'PUT /categories/order', body: { categoryIds } },
  { route: 'PATCH /categories/{id}', missing: 'id', body: { name: categoryName } },
  { route: 'DELETE /categories/{id}', missing: 'id' },
  { route: 'GET /drafts', query: { ...page, cursor: countCursor } },
  { route: 'GET /saved', query: { ...page, cursor: countCursor } },
  {
    route: 'GET /threads',
    query: { ...page, cursor: { ...withBadCursor(), good: `1.${someId}` } },
  },
  { route: 'GET /threads/{id}', missing: 'id' },
  { route: 'PUT /threads/{id}/follow', missing: 'id' },
  { route: 'DELETE /threads/{id}/follow', missing: 'id' },
  {
    route: 'GET /notifications',
    query: {
      ...page,
      cursor: countCursor,
      show: { good: 'unread', optional: true, bad: [['some', /must be inbox, unread or archived/]] },
    },
  },
  { route: 'GET /notifications/preferences' },
  { route: 'PATCH /notifications/preferences', body: preferences },
  { route: 'POST /notifications/read-all' },
  { route: 'POST /notifications/{id}/read', missing: 'id' },
  { route: 'POST /notifications/{id}/archive', missing: 'id' },
  { route: 'GET /notifications/{id}/deliveries', missing: 'id' },
  { route: 'GET /notifications/explain' },
  { route: 'POST /notifications/unsubscribe', public: true },
  { route: 'GET /notifications/events' },
  {
    route: 'POST /announcements',
    body: {
      title: {
        ...channelName,
        good: 'A title',
        bad: [
          ['', /empty/],
          ['x'.repeat(121), /at most/],
          [5, /string/],
        ],
      },
      body: {
        good: 'Some words',
        bad: [
          ['', /empty/],
          ['x'.repeat(2001), /at most/],
          ['a\u0000b', /NUL/],
          [5, /string/],
        ],
      },
      critical: flag,
    },
  },
  {
    route: 'POST /channels/{id}/exports',
    missing: 'id',
    body: { format: { ...role, good: 'csv' } },
  },
  { route: 'POST /users/imports', body: { csv: text('email,username,displayName\n', { max: 50_000 }) } },
  { route: 'POST /reports/activity', body: { from: day, to: day, format: { ...role, good: 'csv' } } },
  { route: 'GET /jobs', query: { ...page, cursor: withBadCursor() } },
  { route: 'GET /jobs/schedules' },
  {
    route: 'PATCH /jobs/schedules/{name}',
    missing: 'name',
    body: {
      enabled: flag,
      pattern: {
        good: '0 3 * * *',
        optional: true,
        bad: [
          ['', /five fields/],
          ['daily', /five fields/],
          ['* * * *', /five fields/],
          ['60 3 * * *', /five fields/],
          ['0 3 0 * *', /five fields/],
          ['5-1 3 * * *', /five fields/],
          [5, /expected string/],
        ],
      },
    },
  },
  { route: 'POST /jobs/schedules/{name}/run', missing: 'name' },
  { route: 'GET /jobs/{id}', missing: 'id' },
  { route: 'GET /jobs/{id}/events', missing: 'id', query: { token: urlToken } },
  { route: 'POST /jobs/{id}/cancel', missing: 'id' },
  { route: 'POST /jobs/{id}/retry', missing: 'id' },
  { route: 'GET /jobs/{id}/download', public: true, query: { token: { good: urlToken.good, bad: urlToken.bad } } },
  { route: 'GET /messages/limits' },
  { route: 'POST /messages/preview', body: { body: messageBody } },
  { route: 'PATCH /messages/{id}', missing: 'id', body: { body: messageBody } },
  {
    route: 'DELETE /messages/{id}',
    missing: 'id',
    query: { reason: { good: 'rude', optional: true, bad: [['x'.repeat(501), /at most 500/]] } },
  },
  { route: 'GET /messages/{id}/readers', missing: 'id' },
  { route: 'GET /messages/{id}/edits', missing: 'id', query: { ...page, cursor: countCursor } },
  { route: 'GET /messages/{id}/poll', missing: 'id' },
  { route: 'GET /messages/{id}/poll/votes', missing: 'id', query: { ...page, cursor: withBadCursor() } },
  { route: 'PUT /messages/{id}/vote', missing: 'id', body: { optionIds } },
  { route: 'POST /messages/{id}/poll/close', missing: 'id' },
  { route: 'PUT /messages/{id}/saved', missing: 'id' },
  { route: 'DELETE /messages/{id}/saved', missing: 'id' },
  { route: 'PUT /messages/{id}/pin', missing: 'id' },
  { route: 'DELETE /messages/{id}/pin', missing: 'id' },
  { route: 'GET /messages/{id}/removal', missing: 'id' },
  { route: 'POST /messages/{id}/reports', missing: 'id', body: { reason: reportReason, comment } },
  { route: 'GET /admin/reports', query: reportQueue },
  {
    route: 'PATCH /reports/{id}',
    missing: 'id',
    body: {
      outcome: {
        good: 'dismissed',
        bad: [
          ['forgotten', /must be dismissed/],
          ['', /must be dismissed/],
          [5, /must be dismissed/],
          [null, /must be dismissed/],
        ],
      },
      note: moderationReason,
      until: {
        ...time,
        good: null,
        bad: [...time.bad, ['2099-01-01T00:00:00.000Z', /for a mute or a ban alone/]],
        optional: true,
      },
    },
  },
  { route: 'PUT /messages/{id}/reactions/{emoji}', missing: 'id' },
  { route: 'DELETE /messages/{id}/reactions/{emoji}', missing: 'id' },
  {
    route: 'GET /admin/dead-letters',
    query: {
      ...page,
      cursor: { ...withBadCursor(), good: '1/push/1' },
      queue: { good: 'push', optional: true, bad: [...inQuery(100), ['no-such-queue', /must be one of/]] },
      reason: { good: 'x', optional: true, bad: inQuery(200) },
    },
  },
  { route: 'POST /admin/dead-letters/replay', body: chosenLetters },
  { route: 'POST /admin/dead-letters/discard', body: chosenLetters },
  {
    route: 'GET /admin/users',
    query: {
      ...page,
      query: search,
      state: { good: 'disabled', optional: true, bad: [['gone', /must be active or disabled/]] },
    },
  },
  {
    route: 'PATCH /admin/users/{id}',
    missing: 'id',
    body: {
      role: {
        good: 'member',
        optional: true,
        bad: [
          ['owner', /must be admin or member/],
          [5, /must be admin or member/],
          [null, /must be admin or member/],
        ],
      },
      disabled: flag,
    },
  },
  { route: 'GET /dashboard' },
  { route: 'GET /dashboard/events', query: { token: urlToken } },
  {
    route: 'GET /dashboard/history',
    query: {
      range: {
        good: '30d',
        optional: true,
        bad: [
          ['1y', /must be 24h or 30d/],
          ['', /must be 24h or 30d/],
        ],
      },
    },
  },
  {
    route: 'GET /dashboard/log',
    query: {
      ...page,
      cursor: {
        good: someId,
        optional: true,
        bad: [
          ['nonsense', /UUID/],
          ['', /UUID/],
        ],
      },
      source: { good: 'system', optional: true, bad: [['mail', /must be audit or system/]] },
    },
  },
  { route: 'GET /dashboard/log/events', query: { token: urlToken } },
  {
    route: 'GET /admin/audit',
    query: {
      ...page,
      cursor: {
        good: someId,
        optional: true,
        bad: [
          ['nonsense', /UUID/],
          ['', /UUID/],
        ],
      },
      action: { good: 'admin.sign-in', optional: true, bad: [['x'.repeat(101), /at most/]] },
    },
  },
];

function withBadCursor(): Fields[string] {
  return {
    good: someId,
    optional: true,
    bad: [
      ['nonsense', /cursor/],
      ['x'.repeat(501), /at most|Too big/],
    ],
  };
}
