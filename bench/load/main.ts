import { runConnect } from './connect.js';
import { runInserts } from './insert.js';
import { runNotify } from './notify.js';
import { runReads } from './read.js';
import { Plan, type LoadEvent, type LoadResult } from './plan.js';
import { runStreams } from './streams.js';
import { Traffic, type Report } from './traffic.js';

// The load generator: a process of its own, so that it shares no event loop with what it measures.

const say = (event: LoadEvent): void => {
  process.send?.(event);
};
const report: Report = { started: () => say({ type: 'started' }), measured: () => say({ type: 'measured' }) };

async function run(plan: Plan): Promise<LoadResult> {
  if (plan.kind === 'traffic' && plan.clients === 'package') {
    return new (await import('./package-traffic.js')).PackageTraffic(plan, report).run();
  }
  if (plan.kind === 'traffic') return new Traffic(plan, report).run();
  if (plan.kind === 'connect') return runConnect(plan, report);
  if (plan.kind === 'read') return runReads(plan, report);
  if (plan.kind === 'notify') return runNotify(plan, report);
  if (plan.kind === 'streams') return runStreams(plan, report);
  // An ORM takes its time to load: no other plan has to wait for it.
  if (plan.kind === 'save') return (await import('./save.js')).runSaves(plan, report);
  return runInserts(plan, report);
}

function fail(error: unknown): void {
  say({ type: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

process.on('uncaughtException', fail);
process.on('disconnect', () => process.exit(0));
process.once('message', (message) => {
  run(Plan.parse(message)).then((result) => say({ type: 'result', result }), fail);
});
