import { randomUUID } from 'node:crypto';

const channelId = randomUUID();
const authorId = randomUUID();

/** What Tertulia sends of one message, in the same fields and as many bytes. */
export function nextEvent(rev: number, clientId: string, body: string) {
  const message = {
    id: randomUUID(),
    channelId,
    seq: rev,
    rev,
    authorId,
    clientId,
    kind: 'user',
    body,
    html: `<p>${body}</p>`,
    mentions: { userIds: [], groupIds: [], all: 'none' },
    reactions: [],
    files: [],
    poll: null,
    thread: null,
    system: null,
    createdAt: new Date().toISOString(),
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
  };
  return { channelId, since: rev - 1, rev, changes: [{ rev, kind: 'created', message }] };
}
