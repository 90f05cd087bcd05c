import { z } from 'zod';
import type { NotifyResult } from '../load/plan.js';
import type { Bench } from './bench.js';
import type { Cpu } from './measure.js';
import { asPeople, populate } from './population.js';
import type { Running } from './subject.js';

const CROWD = 10_000;
const SAVES = 1_000;
const DIRECTS = 200;
const QUICK_DIRECTS = 50;

/** The crier and all whom they reach are in one channel; the two who talk are in none of the crowd's. */
const TALKERS = 2;
const population = populate(TALKERS + 1 + CROWD, 1, (person) => (person < TALKERS ? [] : [0]));

/** What a turn is made of: people who talk, a cry to everybody, or both. */
const TURNS = [
  { work: 'notifications/quiet', talking: true, crying: false },
  { work: 'notifications/crowd', talking: false, crying: true },
  { work: 'notifications/both', talking: true, crying: true },
];

/** One message to 10,000 members: how fast each of them has a notification, and how long others wait for theirs meanwhile. */
export async function runNotifications(bench: Bench): Promise<void> {
  const running = [];
  for (const subject of bench.subjects.product) running.push(await bench.launch(subject, { population, worker: true }));
  const database = await bench.ground.databases.create('save');
  for (let round = 0; round < bench.options.rounds; round++) {
    await save(bench, database.url);
    for (const each of running) await takeTurns(bench, each);
  }
  for (const each of running) await bench.finish(each);
  await database.drop();
}

async function save(bench: Bench, databaseUrl: string): Promise<void> {
  const { result, cpu } = await bench.saves({ databaseUrl, rows: SAVES });
  const perSecond = result.saved / result.seconds;
  const thousands = result.saved / 1_000;
  bench.samples.add('notifications/crowd', 'naive', {
    perSecond,
    notifierPerThousand: cpu.load / thousands,
    postgresPerThousand: cpu.postgres / thousands,
  });
  bench.log(`  naive: ${Math.round(perSecond)} notifications/s`);
}

async function takeTurns(bench: Bench, running: Running): Promise<void> {
  const [sender, receiver, crier] = asPeople(population, bench.ground.jwtSecret);
  if (!sender || !receiver || !crier || running.databaseUrl === null) throw new Error('nobody to talk');
  const channels = [await openDirect(running, sender.token)];
  for (const { work, talking, crying } of TURNS) {
    const { result, cpu } = await bench.notify(running, {
      databaseUrl: running.databaseUrl,
      sender: { ...sender, channels },
      receiver: { ...receiver, channels },
      crier: crying ? crier : null,
      audience: CROWD,
      directs: talking ? (bench.options.quick ? QUICK_DIRECTS : DIRECTS) : null,
    });
    const metrics = { ...(crying && crowdMetrics(result, cpu)), ...(talking && talkMetrics(result)) };
    bench.samples.add(work, running.subject.name, metrics);
    bench.log(`  ${work}, ${running.subject.name}: ${describe(metrics)}`);
  }
}

/** CPU is of all that served in the turn, what was said beside the crowd included. */
const crowdMetrics = ({ seconds }: NotifyResult, cpu: Cpu) => ({
  perSecond: CROWD / seconds,
  notifierPerThousand: (cpu.worker * 1_000) / CROWD,
  postgresPerThousand: (cpu.postgres * 1_000) / CROWD,
  redisPerThousand: (cpu.redis * 1_000) / CROWD,
});

const talkMetrics = ({ delayMs: { p50, p99, worst, samples } }: NotifyResult) => ({
  delayP50: p50,
  delayP99: p99,
  delayWorst: worst,
  directs: samples,
});

const describe = (metrics: Record<string, number>): string =>
  Object.entries(metrics)
    .map(([name, value]) => `${name} ${value.toFixed(value < 10 ? 3 : 0)}`)
    .join(', ');

const OpenedChannel = z.object({ id: z.string() });

/** The direct channel of the two who talk: the same one each time. */
async function openDirect({ ports }: Running, token: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${ports[0]}/api/v1/channels/direct`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ userIds: [population.people[1]?.id] }),
  });
  if (!answer.ok) throw new Error(`no direct channel: ${answer.status} ${await answer.text()}`);
  return OpenedChannel.parse(await answer.json()).id;
}
