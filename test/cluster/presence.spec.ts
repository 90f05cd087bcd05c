import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Presence } from '../../src/contract/presence.js';
import { Api } from '../support/cluster/api.js';
import { Cluster } from '../support/cluster/cluster.js';
import { Session } from '../support/cluster/session.js';
import { until } from '../support/cluster/until.js';

/** The death of an instance is noticed this soon. */
const NOTICED_WITHIN_MS = 30_000;
const TOLD_WITHIN_MS = 60_000;

const Made = z.object({ id: z.string() });

let cluster: Cluster;
const sockets: Socket[] = [];

beforeAll(async () => {
  cluster = await Cluster.start();
});
afterAll(async () => {
  for (const socket of sockets) socket.disconnect();
  await cluster.stop();
});

const urlOf = (instance: 0 | 1) => cluster.web[instance].url;

async function connect(who: Session, instance: 0 | 1): Promise<Presence[]> {
  const told: Presence[] = [];
  const socket = io(urlOf(instance), {
    auth: { token: await who.token() },
    transports: ['websocket'],
    reconnection: false,
  });
  sockets.push(socket);
  socket.on('presence', (data) => void told.push(Presence.parse(data)));
  await new Promise((resolve, reject) => {
    socket.once('ready', resolve);
    socket.once('connect_error', reject);
  });
  return told;
}

it('an instance that is killed takes with it who was connected there alone, within 30 s', async () => {
  const api = new Api(urlOf(1));
  const [ana, bruno, carla] = [
    await Session.register(api, 'ana'),
    await Session.register(api, 'bruno'),
    await Session.register(api, 'carla'),
  ];
  const { id } = await api.expect(Made, 'POST', '/channels', ana, { name: 'all', kind: 'private' });
  const idOf = async (who: Session) => (await api.expect(Made, 'GET', '/users/me', who)).id;
  const [brunoId, carlaId] = [await idOf(bruno), await idOf(carla)];
  for (const userId of [brunoId, carlaId]) {
    await api.expect(z.unknown(), 'PUT', `/channels/${id}/members/${userId}`, ana, { role: 'member' });
  }
  const told = await connect(ana, 1);
  const seen = (userId: string) => told.flatMap((one) => (one.userId === userId ? [one.status] : []));
  await connect(bruno, 0);
  await connect(carla, 0);
  const both = () => [brunoId, carlaId].every((userId) => seen(userId).includes('online'));
  await until(() => `both; told: ${JSON.stringify(told)}`, both, TOLD_WITHIN_MS);

  await connect(carla, 1);
  await cluster.web[0].kill('SIGKILL');
  await until(
    () => `Bruno is gone; told: ${JSON.stringify(told)}`,
    () => seen(brunoId).at(-1) === 'offline',
    NOTICED_WITHIN_MS,
  );
  expect(seen(brunoId)).toEqual(['online', 'offline']);
  // She was never away.
  expect(seen(carlaId)).toEqual(['online']);
});
