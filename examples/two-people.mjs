// Ana on the first instance, Bruno on the second.
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';

const { FIRST, SECOND, PASSWORD: password, CHANNEL: channelId } = process.env;

async function enter(url, login) {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ login, password }),
  });
  const { accessToken: token } = await answer.json();
  const socket = io(url, { auth: { token }, transports: ['websocket'] });
  await new Promise((resolve, reject) => socket.once('ready', resolve).once('connect_error', reject));
  return socket;
}

const [ana, bruno] = [await enter(FIRST, 'ana'), await enter(SECOND, 'bruno')];
const heard = new Promise((resolve) => {
  // Those of Bruno's other channels come too.
  bruno.on('channel:changes', (frame) => frame.channelId === channelId && resolve(frame));
});
const { data } = await ana.emitWithAck('message:send', { channelId, clientId: randomUUID(), body: 'Hello, Bruno!' });
console.log(`Ana:   stored as message ${data.message.seq}`);
const [change] = (await heard).changes;
console.log(`Bruno: heard "${change.message.body}", message ${change.message.seq}`);
ana.disconnect();
bruno.disconnect();
