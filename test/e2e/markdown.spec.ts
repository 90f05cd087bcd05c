import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChangedMessage, MessageEditPage, MessagePreview } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

let server: Server;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  [ana, bruno] = [await Person.register(server), await Person.register(server)];
});
afterAll(() => server.stop());

const mentionOf = ({ id, username }: Person) => `<span class="mention" data-user-id="${id}">@${username}</span>`;

describe('a message in Markdown', () => {
  it('is rendered once, the same through both doors, live, in history and in catch-up on another instance', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const [socket, other] = [await ana.connect(), await bruno.connect({ instance: 1 })];
    const body = `**Tea** for @${bruno.username}:\n\n- [x] milk\n- [ ] \`@${ana.username}\``;
    const html =
      `<p><strong>Tea</strong> for ${mentionOf(bruno)}:</p><ul><li><input type="checkbox" disabled checked> milk</li>` +
      `<li><input type="checkbox" disabled> <code>@${ana.username}</code></li></ul>`;
    const says = { body, html, mentions: { userIds: [bruno.id], groupIds: [], all: 'none' } };

    const [sent, posted] = [await socket.send(id, body), await ana.post(id, body)];
    expect([sent.message, posted.message]).toMatchObject([says, says]);
    await other.reaches(id, posted.message.rev);
    expect(other.changesOf(id).map(({ message }) => message)).toMatchObject([says, says]);
    expect((await bruno.history(id)).items).toMatchObject([says, says]);
    const { channels } = await other.sync({ [id]: 0 });
    expect(channels).toMatchObject([{ changes: [{ message: says }, { message: says }] }]);
  });

  it('is rendered anew by an edit, and its history keeps what it looked like', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const { message } = await ana.post(id, `*first*, @${bruno.username}`);
    const edited = succeeded(ChangedMessage, await ana.call('PATCH', `/messages/${message.id}`, { body: '~~first~~' }));
    expect(edited.message).toMatchObject({ html: '<p><s>first</s></p>', mentions: { userIds: [] } });
    const { items } = await bruno.get(MessageEditPage, `/messages/${message.id}/edits`);
    expect(items).toMatchObject([{ html: `<p><em>first</em>, ${mentionOf(bruno)}</p>` }]);
  });

  it('looks in a preview as it will when it is sent, to each author by whom they may mention', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const body = `**Tea** for @${bruno.username} and @nobody-here`;
    const preview = succeeded(MessagePreview, await ana.call('POST', '/messages/preview', { body }));
    expect(preview).toEqual({ html: (await ana.post(id, body)).message.html });
    expect(preview.html).toContain(mentionOf(bruno));
    expect((await ana.history(id)).items).toHaveLength(1);
  });

  it('has no HTML but what stands for its Markdown', async () => {
    const { id } = await ana.createChannel();
    const { message } = await ana.post(
      id,
      '<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](https://c.d/e.png)',
    );
    expect(message.html).toBe(
      '<p>&lt;img src=x onerror=alert(1)&gt; [a](javascript:alert(1)) ' +
        '<a href="https://c.d/e.png" target="_blank" rel="nofollow noopener noreferrer">b</a></p>',
    );
  });
});
