import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take much longer than others of their group, the longest first: begun last, they would run on alone. */
const LONG = [
  'cluster/notification-faults',
  'browser/web/every-page',
  'launcher/failures',
  'launcher/up',
  'docs/demo',
  'cluster/chaos-postgres',
  'cluster/chaos-redis',
  'docs/commands',
  'cluster/tracing',
  'e2e/jobs-faults',
  'e2e/worker-faults',
  'e2e/jobs',
  'e2e/scheduled-faults',
  'e2e/streams',
  'e2e/queries',
].map((name) => `/test/${name}.spec.ts`);

const rank = ({ moduleId }: TestSpecification): number => {
  const at = LONG.findIndex((name) => moduleId.endsWith(name));
  return at === -1 ? LONG.length : at;
};
const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;

/** On a machine that has no durations of former runs. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}
