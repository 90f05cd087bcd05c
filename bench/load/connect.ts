import { nowMicros } from './bytes.js';
import { gather } from './crowd.js';
import type { ConnectPlan, ConnectResult } from './plan.js';
import type { Report } from './traffic.js';

/** Connects everybody, timed; with `hold`, lets them idle until the process is stopped. */
export async function runConnect(plan: ConnectPlan, report: Report): Promise<ConnectResult> {
  report.started();
  const from = nowMicros();
  let failure: string | null = null;
  const clients = await gather({
    target: plan.target,
    people: plan.people,
    concurrency: plan.concurrency,
    watchEvery: 0,
    events: () => ({
      onAck: () => undefined,
      onDelivered: () => undefined,
      onSeen: () => undefined,
      onIdle: () => undefined,
      onFailure: (reason) => (failure ??= reason),
    }),
  });
  if (failure) throw new Error(failure);
  const seconds = (nowMicros() - from) / 1e6;
  report.measured();
  if (!plan.hold) for (const client of clients) client.close();
  return { kind: 'connect', seconds, joined: clients.length };
}
