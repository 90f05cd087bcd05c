import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Message } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { problemOf } from '../support/rest.js';

let server: Server;
let ana: Person;

beforeAll(async () => {
  server = await Server.start();
  ana = await Person.register(server);
});
afterAll(() => server.stop());

describe('the place of a message', () => {
  it('answers the message as it is now', async () => {
    const { id } = await ana.createChannel();
    for (const body of ['one', 'two']) await ana.post(id, body);
    const message = await ana.get(Message, `/channels/${id}/messages/2`);
    expect(message).toEqual((await ana.history(id)).items[1]);
    await ana.call('DELETE', `/messages/${message.id}`);
    expect(await ana.get(Message, `/channels/${id}/messages/2`)).toMatchObject({ id: message.id, body: '' });
  });

  it('is for those who may read the channel, and there is none beyond its end', async () => {
    const onlooker = await Person.register(server);
    const [open, closed] = [await ana.createChannel(), await ana.createChannel({ kind: 'private' })];
    for (const { id } of [open, closed]) await ana.post(id, 'here');
    expect((await onlooker.get(Message, `/channels/${open.id}/messages/1`)).body).toBe('here');
    const nowhere: Call[] = [`${closed.id}/messages/1`, `${open.id}/messages/2`, `${noSuchId()}/messages/1`].map(
      (path) => ['GET', `/channels/${path}`],
    );
    expect(await answeredOtherwise(onlooker, nowhere, 'not_found')).toEqual([]);
  });

  it('is a whole number', async () => {
    const { id } = await ana.createChannel();
    for (const seq of ['0', '-1', '1.5', 'first', '9'.repeat(12)]) {
      const { code, errors = [] } = problemOf(await ana.call('GET', `/channels/${id}/messages/${seq}`));
      expect([code, errors[0]?.path]).toEqual(['validation_failed', 'seq']);
    }
  });
});

describe('a permalink in a browser', () => {
  const open = (path: string) => fetch(server.url + path, { headers: { accept: 'text/html' } });

  it('is a page that is the same for every link, whatever is there', async () => {
    const { id } = await ana.createChannel({ kind: 'private' });
    await ana.post(id, 'confidential');
    const pages = await Promise.all([`/c/${id}/1`, `/c/${id}`, `/c/${noSuchId()}/1`].map(open));
    const [first, ...others] = await Promise.all(pages.map((page) => page.text()));
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(pages[0]?.headers.get('content-type')).toBe('text/html;charset=utf-8');
    expect(first).toContain('<html lang="en">');
    expect(others).toEqual([first, first]);
  });
});
