import type { Counts } from './counts.js';
import type { InstanceReport } from './dashboard.topics.js';
import { unpacked } from './past-samples.js';
import { SampleWindow } from './sample-window.js';

/** Who is heard this soon after its start has told nothing that was missed. */
const YOUNG_MS = 1000;

/** How an instance fell out: it said so, fell silent, or could not be heard. */
export type Departure = 'ended' | 'lost' | 'unheard';

/** What an instance has told of itself, and when it was heard last. */
export class InstanceTrack {
  readonly window: SampleWindow;
  /** Of who is connected to it; null while that is not known. */
  peopleVersion: number | null = null;
  /** Whether what it told before it was heard first is known too. */
  complete = false;
  /** When it was asked for what is not known of it, by this process's own clock. */
  askedAt = -Infinity;
  /** Of one that is gone, what it had counted still belongs to the last minutes. */
  state: 'living' | Departure = 'living';

  /** `heardAt`: by `performance.now()` of this process, which no clock that is set disturbs. */
  constructor(
    public report: InstanceReport,
    public heardAt: number,
  ) {
    this.window = new SampleWindow(report.startedAt);
    this.hear(report, heardAt);
  }

  hear(report: InstanceReport, at: number): void {
    this.report = report;
    this.heardAt = at;
    this.state = 'living';
    if (report.past) this.window.prepend(unpacked(report.past));
    if (report.past || report.sample.at - report.startedAt < YOUNG_MS) this.complete = true;
    this.window.add(report.sample);
  }

  /** Of the last `spanMs`; what it has counted since it was heard last is not among it. */
  last(spanMs: number, at: number): Counts {
    return this.window.since(this.clock(at), spanMs);
  }

  /** What the instance's own clock shows now. */
  private clock(at: number): number {
    return this.report.sample.at + (at - this.heardAt);
  }
}
