import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SyncedChannel } from '../../../src/contract/messages.js';
import { Server } from '../../support/app.js';
import type { AnyAck, ChatSocket } from '../../support/client.js';
import { noSuchId, type Person } from '../../support/factories.js';
import { type Answer, call } from '../../support/rest.js';
import { RestInput, ruleOf } from './rest-input.js';

/** More than a column of the database holds, and still a whole number. */
const BEYOND = [2 ** 31, 99_999_999_999_999];

let server: Server;
let ana: Person;
let channelId: string;
let socket: ChatSocket;

beforeAll(async () => {
  server = await Server.start();
  ({ person: ana, channelId } = await RestInput.arrange(server));
  socket = await ana.connect();
});
afterAll(() => server.stop());

/** `ok`, or what is wrong with the field. */
const outcome = (answer: Answer, field: string) => (answer.status === 200 ? 'ok' : ruleOf(answer, field));
const ackOutcome = (ack: AnyAck) => (ack.ok ? 'ok' : ack.error.code);
const OK_OR_TOO_LARGE = /^(ok|must be at most .*)$/;
const OK_OR_INVALID = /^(ok|validation_failed)$/;

describe('a number beyond what the database holds', () => {
  it.each(['before', 'after', 'around'])('is answered like any other in %s', async (anchor) => {
    for (const seq of BEYOND) {
      const answer = await ana.call('GET', `/channels/${channelId}/messages?${anchor}=${seq}`);
      expect(outcome(answer, anchor)).toMatch(OK_OR_TOO_LARGE);
    }
  });

  it('is a cursor that is not from this channel', async () => {
    for (const rev of BEYOND) {
      const answer = await ana.call('GET', `/channels/${channelId}/changes?since=${rev}`);
      expect(outcome(answer, 'since')).toMatch(OK_OR_TOO_LARGE);
      const ack = await socket.request('channel:sync', { cursors: { [channelId]: rev } });
      expect(ackOutcome(ack)).toMatch(OK_OR_INVALID);
    }
  });

  it('is no place to have read up to', async () => {
    for (const seq of BEYOND) {
      const answer = await ana.call('PUT', `/channels/${channelId}/read`, { seq });
      expect(outcome(answer, 'seq')).toMatch(OK_OR_TOO_LARGE);
      expect(ackOutcome(await socket.request('channel:read', { channelId, seq }))).toMatch(OK_OR_INVALID);
    }
  });
});

describe('the largest number that it holds', () => {
  it('resets its own channel, and does not hold up the others of a sync', async () => {
    const other = await ana.createChannel();
    await ana.post(other.id, 'one');
    const { channels } = await socket.sync({ [channelId]: 2 ** 31 - 1, [other.id]: 0 });
    const answers = channels.map((answer) => SyncedChannel.parse(answer));
    expect(answers.map(({ reset }) => reset)).toEqual([true, false]);
  });
});

describe('a text with NUL, which the database does not hold', () => {
  it('is refused as a topic', async () => {
    const topic = 'a\u0000b';
    expect(ruleOf(await ana.call('POST', '/channels', { name: 'nul', kind: 'public', topic }), 'topic')).toMatch(
      /control|NUL/,
    );
    expect(ruleOf(await ana.call('PATCH', `/channels/${channelId}`, { topic }), 'topic')).toMatch(/control|NUL/);
  });

  it.each(['/users?query=', '/users?cursor=', '/channels/browse?query='])('finds nothing by %s', async (path) => {
    const answer = await ana.call('GET', `${path}%00`);
    expect(outcome(answer, path.slice(path.indexOf('?') + 1, -1))).toMatch(/^ok$|control|NUL|cursor/);
  });

  it('signs nobody in', async () => {
    const body = { login: 'a\u0000b', password: 'a long enough password' };
    const { status } = await call(server, 'POST', '/auth/login', { body });
    expect([400, 401]).toContain(status);
  });
});

describe('text that is no Unicode', () => {
  it('is refused or kept as it was sent', async () => {
    for (const topic of ['\ud800', 'x\udfffy']) {
      const answer = await ana.call('PATCH', `/channels/${channelId}`, { topic });
      const kept = answer.status === 200 && (await ana.channel(channelId)).topic === topic;
      expect(kept ? 'kept' : ruleOf(answer, 'topic')).toMatch(/^kept$|Unicode/);
    }
    const lone = { channelId, clientId: noSuchId(), body: '\ud800' };
    expect(await socket.refuse('message:send', lone)).toMatchObject({ code: 'validation_failed' });
  });
});
