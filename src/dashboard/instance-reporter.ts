import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Bus } from '../core/broadcast/bus.service.js';
import { VERSION } from '../core/config/version.js';
import { Lifecycle } from '../core/observability/lifecycle.js';
import { ClusterFigures } from './cluster-figures.service.js';
import {
  instanceEnded,
  type InstanceReport,
  instanceReported,
  type ReportWanted,
  reportWanted,
} from './dashboard.topics.js';
import { OwnFigures } from './own-figures.js';
import { packed, thinned } from './past-samples.js';
import { PeopleChanges } from './people-changes.js';
import { SampleWindow } from './sample-window.js';
import { steadyNow } from './steady-clock.js';

const REPORT_MS = 500;

/** Tells all instances, twice a second, what this process is doing. */
@Injectable()
export class InstanceReporter implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(InstanceReporter.name);
  private readonly startedAt = steadyNow();
  private readonly past = new SampleWindow(this.startedAt);
  private readonly people = new PeopleChanges();
  private timer: NodeJS.Timeout | undefined;
  private reporting = false;
  /** What somebody lacks, and the next report has. At the start all are told that there is nothing before it. */
  private wanted: Omit<ReportWanted, 'instance'> | null = { past: true, gone: false };

  constructor(
    private readonly bus: Bus,
    private readonly figures: OwnFigures,
    private readonly cluster: ClusterFigures,
    private readonly lifecycle: Lifecycle,
  ) {
    bus.on(reportWanted, ({ instance, past, gone }) => {
      if (instance !== bus.instanceId) return;
      this.wanted = { past: past || (this.wanted?.past ?? false), gone: gone || (this.wanted?.gone ?? false) };
    });
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.report(), REPORT_MS);
    void this.report();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.report();
  }

  /** Its figures are void now; where this is not heard, its silence says so some seconds later. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.bus.publish(instanceEnded, { instance: this.bus.instanceId });
  }

  private async report(): Promise<void> {
    if (this.reporting) return;
    this.reporting = true;
    try {
      const { figures, counts, userIds } = await this.figures.read();
      const sample = { at: steadyNow(), counts };
      const { wanted } = this;
      this.wanted = null;
      const { people, body } = this.people.next(userIds, wanted !== null);
      const past = wanted?.past ? { past: packed(thinned(this.past.all)) } : {};
      const gone = wanted?.gone ? { gone: this.cluster.remembered() } : {};
      this.past.add(sample);
      const report = { ...this.identity(), ...figures, sample, ...past, ...gone, people };
      await this.bus.publish(instanceReported, report, [body]);
    } catch (error) {
      this.logger.warn({ err: error }, 'this instance did not report');
    } finally {
      this.reporting = false;
    }
  }

  private identity(): Pick<InstanceReport, 'instance' | 'version' | 'startedAt' | 'leaving'> {
    const { startedAt, lifecycle, bus } = this;
    return { instance: bus.instanceId, version: VERSION, startedAt, leaving: lifecycle.stopping };
  }
}
