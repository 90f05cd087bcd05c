import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/core/ids.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';

interface Draft {
  id: string;
  channelId: string;
  authorId: string;
  clientId: string;
}

interface Row {
  verdict: string;
  seq: number | null;
  rev: number | null;
  sent: { id: string } | null;
}

/** What the writer calls for a lone draft, and what it calls for several: one judgement, written twice. */
const functions: Record<string, (draft: Draft) => Promise<Row>> = {
  post_message: async ({ id, channelId, authorId, clientId }) => {
    const { rows } = await server.db.query<Row>(
      `SELECT * FROM post_message($1, $2, $3, $4, 'text', '<p>text</p>', NULL, $5, 'log')`,
      [id, channelId, authorId, clientId, newId()],
    );
    return only(rows);
  },
  post_messages: async ({ id, channelId, authorId, clientId }) => {
    const { rows } = await server.db.query<Row>(
      `SELECT * FROM post_messages($1, $2, $3, $4, '{text}', '{<p>text</p>}', '{NULL}', $5, 'log')`,
      [[id], [channelId], [authorId], [clientId], newId()],
    );
    return only(rows);
  },
};

let server: Server;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start();
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(() => server.stop());

function only(rows: Row[]): Row {
  const [row, ...more] = rows;
  if (!row || more.length > 0) throw new Error(`${rows.length} rows for one draft`);
  return row;
}

const draftIn = (channelId: string, authorId: string): Draft => ({
  id: newId(),
  channelId,
  authorId,
  clientId: newId(),
});

describe.each(Object.entries(functions))('%s', (_name, append) => {
  it('numbers what a member sends, and moves the sender with it', async () => {
    const { id } = await ana.createChannel();
    expect(await append(draftIn(id, ana.id))).toMatchObject({ verdict: 'created', seq: 1, rev: 1, sent: null });
    expect(await append(draftIn(id, ana.id))).toMatchObject({ verdict: 'created', seq: 2, rev: 2 });
    expect(await ana.channel(id)).toMatchObject({ seq: 2, rev: 2, readSeq: 2, unread: 0 });
  });

  it('finds the message that was first, and changes nothing', async () => {
    const { id } = await ana.createChannel();
    const draft = draftIn(id, ana.id);
    await append(draft);
    expect(await append({ ...draft, id: newId() })).toMatchObject({ verdict: 'duplicate', sent: { id: draft.id } });
    expect(await ana.channel(id)).toMatchObject({ seq: 1, rev: 1 });
  });

  it('finds it in an archived channel too, which takes nothing new', async () => {
    const { id } = await ana.createChannel();
    const draft = draftIn(id, ana.id);
    await append(draft);
    expect((await ana.call('DELETE', `/channels/${id}`)).status).toBe(204);
    expect(await append({ ...draft, id: newId() })).toMatchObject({ verdict: 'duplicate' });
    expect(await append(draftIn(id, ana.id))).toMatchObject({ verdict: 'archived' });
    expect(await ana.channel(id)).toMatchObject({ seq: 1, rev: 1 });
  });

  it('refuses who is no member, without telling of a private channel', async () => {
    const open = await ana.createChannel({ kind: 'public' });
    const closed = await ana.createChannel({ kind: 'private' });
    expect(await append(draftIn(open.id, bruno.id))).toMatchObject({ verdict: 'forbidden' });
    expect(await append(draftIn(closed.id, bruno.id))).toMatchObject({ verdict: 'not_found' });
    expect(await append(draftIn(newId(), bruno.id))).toMatchObject({ verdict: 'not_found' });
    expect(await ana.channel(closed.id)).toMatchObject({ seq: 0, rev: 0 });
  });
});
