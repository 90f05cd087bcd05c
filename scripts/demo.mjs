import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { DemoClient } from './demo-client.mjs';
import { call, throwaway } from './throwaway.mjs';

/** @typedef {import('./server.mjs').Server} Server */
/** @typedef {import('./demo-client.mjs').Message} Message */

const BURST = 100;
const READING_TIME = 450;

/** @type {['Ana' | 'Bruno', string][]} */
const before = [
  ['Ana', 'Good morning, Bruno! I am on instance 1.'],
  ['Bruno', 'And I am on instance 2. Hello!'],
  ['Ana', 'What I write is in PostgreSQL before you or I hear of it.'],
  ['Bruno', 'Then let us see what happens when your instance dies.'],
];
/** @type {['Ana' | 'Bruno', string][]} */
const after = [
  ['Ana', 'My instance is gone. Did you miss anything of mine?'],
  ['Bruno', 'Not a message. And you?'],
  ['Ana', 'Neither. Everything is here, once and in order.'],
];

/** @type {Record<string, ('bold' | 'cyan' | 'yellow' | 'red' | 'green')[]>} */
const looks = { Ana: ['bold', 'cyan'], Bruno: ['bold', 'yellow'], red: ['bold', 'red'], green: ['bold', 'green'] };
const paint = (/** @type {string} */ look, /** @type {string} */ text) => styleText(looks[look] ?? 'dim', text);
const say = (/** @type {string} */ text) => console.log(text);

/**
 * Two people on two instances.
 *
 * @param {string[]} urls
 * @param {string} password
 */
async function enter(urls, password) {
  const api = `${urls[0]}/api/v1`;
  const signIn = (/** @type {string} */ login) => call('POST', `${api}/auth/login`, { body: { login, password } });
  const [ana, bruno] = await Promise.all([signIn('ana'), signIn('bruno')]);
  const { accessToken: token } = ana;
  const channel = await call('POST', `${api}/channels`, { token, body: { name: 'demo', kind: 'private' } });
  const membership = `${api}/channels/${channel.id}/members/${bruno.user.id}`;
  await call('PUT', membership, { token, body: { role: 'member' } });
  const people = { Ana: person('Ana', ana, channel.id, urls), Bruno: person('Bruno', bruno, channel.id, urls, 1) };
  await Promise.all([people.Ana.connect(), people.Bruno.connect()]);
  for (const { name, at } of Object.values(people)) say(`${where(name, at)} connected`);
  return { people, channelId: channel.id, token };
}

/**
 * @param {string} name
 * @param {{ accessToken: string, user: { id: string } }} signedIn
 * @param {string} channelId
 * @param {string[]} urls
 * @param {number} [at] the instance to begin with
 */
function person(name, signedIn, channelId, urls, at = 0) {
  let began = false;
  const client = new DemoClient({
    name,
    userId: signedIn.user.id,
    token: signedIn.accessToken,
    channelId,
    urls,
    hooks: {
      lost: () => say(`${where(name, client.at)} ${paint('red', 'connection lost')}`),
      back(behind) {
        if (began) say(`${where(name, client.at)} connected again, ${behind} changes behind: channel:sync`);
        began = true;
      },
      applied: () => undefined,
    },
  });
  client.at = at;
  return client;
}

/**
 * @param {string} name
 * @param {number} at
 */
const where = (name, at) => `${paint('dim', `instance ${at + 1}`)}  ${paint(name, name.padEnd(6))}`;

/**
 * @param {{ Ana: DemoClient, Bruno: DemoClient }} people
 * @param {['Ana' | 'Bruno', string][]} lines
 */
async function talk(people, lines) {
  for (const [name, body] of lines) {
    const { message, took } = await people[name].send(body);
    const other = people[name === 'Ana' ? 'Bruno' : 'Ana'];
    const start = performance.now();
    while (!other.messages.has(message.id) && performance.now() - start < 5_000) await sleep(1);
    const figures = `#${message.seq}, acknowledged after ${took.toFixed(0)} ms`;
    say(`${where(name, people[name].at)} ${body.padEnd(60)} ${paint('dim', figures)}`);
    await sleep(READING_TIME);
  }
}

/**
 * Both write as fast as they can, and in the midst of it Ana's instance is killed.
 *
 * @param {{ Ana: DemoClient, Bruno: DemoClient }} people
 * @param {Server} instance
 */
async function crash(people, instance) {
  say(`\n${' '.repeat(20)}Both send ${BURST} messages at once, and …`);
  const sends = Object.values(people).flatMap((client) =>
    Array.from({ length: BURST }, async (_, i) => {
      await sleep(i * 3);
      return client.send(`${client.name} ${i + 1} of ${BURST}`);
    }),
  );
  await sleep((BURST / 2) * 3);
  await instance.kill('SIGKILL');
  say(`${' '.repeat(20)}${paint('red', '… kill -9: instance 1 is dead.')}`);
  await Promise.all(sends);
  const { resent, alreadyThere } = people.Ana.counts;
  const stored = `${alreadyThere} of them had been stored and are not stored twice`;
  say(`${where('Ana', people.Ana.at)} sent ${resent} again that nobody had acknowledged: ${stored}\n`);
}

/**
 * What each has, against what the server has.
 *
 * @param {DemoClient[]} clients
 * @param {Message[]} history
 * @returns {boolean} whether it is the same
 */
function account(clients, history) {
  say(
    `\n${' '.repeat(20)}${'sent'.padStart(8)}${'acked'.padStart(8)}${'received'.padStart(10)}  duplicates  gaps  missing`,
  );
  let good = true;
  for (const { name, at, counts, messages } of clients) {
    const seqs = [...messages.values()].map(({ seq }) => seq);
    const gaps = seqs.filter((seq, i) => seq !== i + 1).length;
    const missing = history.filter(({ id }) => !messages.has(id)).length + (counts.sent - counts.acked);
    good &&= counts.appliedTwice === 0 && gaps === 0 && missing === 0;
    const [sent, acked, received] = [counts.sent, counts.acked, messages.size].map(String);
    say(
      `${where(name, at)}${sent?.padStart(8)}${acked?.padStart(8)}${received?.padStart(10)}` +
        `${String(counts.appliedTwice).padStart(12)}${String(gaps).padStart(6)}${String(missing).padStart(9)}`,
    );
  }
  const sent = clients.reduce((sum, { counts }) => sum + counts.sent, 0);
  good &&= history.length === sent;
  say(
    `\n${history.length} messages in the history, ${sent} sent: ${good ? paint('green', 'nothing lost, nothing doubled.') : paint('red', 'that is not right.')}`,
  );
  return good;
}

/**
 * @param {string} url
 * @param {string} channelId
 * @param {string} token
 */
async function fetchHistory(url, channelId, token) {
  /** @type {Message[]} */
  const history = [];
  for (let cursor = '0'; ;) {
    const query = `after=${cursor}&limit=100`;
    const page = await call('GET', `${url}/api/v1/channels/${channelId}/messages?${query}`, { token });
    history.push(...page.items);
    if (!page.nextCursor) return history;
    cursor = page.nextCursor;
  }
}

/** @type {Map<string, Server>} */
const servers = new Map();
const keep = (/** @type {string} */ name, /** @type {Server} */ server) => void servers.set(name, server);

say('Starting PostgreSQL, Redis, two web instances and a worker, all private and thrown away afterwards.');
await throwaway({ name: 'demo', web: 2, env: { REGISTRATION: 'open' }, keep }, async ({ urls, password, signal }) => {
  say('');
  const { people, channelId, token } = await enter(urls, password);
  const stop = () => Object.values(people).forEach((client) => client.stop());
  signal.addEventListener('abort', stop);
  try {
    const instance = servers.get('web-1');
    if (!instance) throw new Error('Instance 1 is not there.');
    await talk(people, before);
    await crash(people, instance);
    await talk(people, after);
    return account(Object.values(people), await fetchHistory(urls[1] ?? '', channelId, token));
  } finally {
    stop();
  }
});
