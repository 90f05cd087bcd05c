import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Message } from '../../src/contract/messages.js';
import { type Poll, PollState } from '../../src/contract/polls.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { PollWatch } from '../support/poll-watch.js';
import { download, done } from '../support/jobs.js';
import { WorkerProcess } from '../support/worker-process.js';

const WITHIN_MS = 30_000;

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let watch: PollWatch;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  watch = new PollWatch(server);
});
afterAll(() => server.stop());

async function ask(poll: Record<string, unknown> = {}): Promise<Message & { poll: Poll }> {
  const socket = await ana.connect();
  const { message } = await socket.poll(channelId, { options: ['yes', 'no'], ...poll });
  socket.close();
  if (!message.poll) throw new Error('the message asks nothing');
  return { ...message, poll: message.poll };
}
const first = ({ poll }: { poll: Poll }) => [poll.options[0]?.id ?? ''];
const shown = async (messageId: string): Promise<Message | undefined> =>
  (await ana.history(channelId)).items.find(({ id }) => id === messageId);
/** As an instance leaves it that dies between the commit of a vote and its count. */
const voteAndDie = async (message: Message & { poll: Poll }, person: Person) =>
  server.db.query(
    `INSERT INTO poll_votes (channel_id, seq, user_id, option_ids, pending, voted_at) VALUES ($1, $2, $3, $4, true, now())`,
    [channelId, message.seq, person.id, first(message)],
  );

it('a vote whose instance died before it was counted is shown to who asks, and counted by the worker', async () => {
  const message = await ask();
  await voteAndDie(message, bruno);
  const { poll } = await ana.get(PollState, `/messages/${message.id}/poll`);
  expect(poll.options.map(({ votes }) => votes)).toEqual([1, 0]);
  expect((await shown(message.id))?.poll?.voters).toBe(0);
  const reader = await bruno.connect({ instance: 1 });
  const killed = await WorkerProcess.start(server);
  await killed.kill();
  const worker = await WorkerProcess.start(server);
  await watch.counted(message.id);
  await reader.reaches(channelId, message.rev + 1);
  expect(reader.changesOf(channelId).at(-1)).toMatchObject({ kind: 'voted', message: { poll: { voters: 1 } } });
  expect(await watch.drift(channelId)).toEqual([]);
  await worker.end();
});

it('a poll whose time is over takes no vote, and is closed by the worker, with the votes that came before', async () => {
  const message = await ask({ closesAt: new Date(Date.now() + 60_000).toISOString() });
  await bruno.call('PUT', `/messages/${message.id}/vote`, { optionIds: first(message) });
  await watch.counted(message.id);
  await voteAndDie(message, ana);
  await server.db.query(`UPDATE polls SET closes_at = now() - interval '1 minute' WHERE channel_id = $1 AND seq = $2`, [
    channelId,
    message.seq,
  ]);
  const socket = await bruno.connect();
  expect(await socket.refuse('poll:vote', { messageId: message.id, optionIds: [] })).toMatchObject({
    code: 'conflict',
    message: 'The poll is closed',
  });
  expect((await shown(message.id))?.poll?.closedAt).toBeNull();
  await server.addWorker();
  await until('the poll is closed', async () => (await shown(message.id))?.poll?.closedAt !== null, WITHIN_MS);
  const closed = await shown(message.id);
  expect(closed?.poll).toMatchObject({ voters: 2, closedAt: expect.any(String) });
  expect(Date.parse(closed?.poll?.closedAt ?? '')).toBeLessThan(Date.now() - 50_000);
  const { rev } = await ana.channel(channelId);
  await socket.reaches(channelId, rev);
  expect(socket.changesOf(channelId).at(-1)).toEqual({ rev, kind: 'voted', message: closed });
  expect(await watch.drift(channelId)).toEqual([]);
});

it('an export has the counts, and of anonymous polls nobody', async () => {
  const [open, secret] = [await ask({ question: 'Openly?' }), await ask({ anonymous: true })];
  const voter = await Person.register(server);
  await ana.invite(channelId, voter.id);
  await bruno.call('PUT', `/messages/${open.id}/vote`, { optionIds: first(open) });
  await voter.call('PUT', `/messages/${secret.id}/vote`, { optionIds: first(secret) });
  await Promise.all([watch.counted(open.id), watch.counted(secret.id)]);
  for (const format of ['jsonl', 'csv', 'html']) {
    const { text } = await download(server, await done(ana, `/channels/${channelId}/exports`, { format }));
    expect(text).toMatch(format === 'jsonl' ? /"votes":1/ : /yes 1, no 0/);
    expect(text).not.toContain(voter.id);
    expect(text).not.toContain(voter.username);
  }
});
