import { z } from 'zod';
import { InstanceRole } from '../contract/dashboard.js';
import { defineTopic } from '../core/broadcast/topic.js';

const Counts = z.record(z.string(), z.number());

/** What an instance had counted at a moment of its own clock, milliseconds since 1970. */
export const Sample = z.object({ at: z.number(), counts: Counts });
export type Sample = z.infer<typeof Sample>;

/** What one process tells of itself, twice a second. */
const OwnReport = z.object({
  instance: z.string(),
  role: InstanceRole,
  version: z.string(),
  /** Milliseconds since 1970, by its own clock. */
  startedAt: z.number(),
  /** Counts since its start, which never go back. */
  sample: Sample,
  /** For who does not know them: its samples of the last minutes, the oldest first, thinned and packed. */
  past: z.array(Sample).optional(),
  memory: z.object({ resident: z.int(), heapUsed: z.int() }),
  /** Milliseconds. */
  eventLoopDelay: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
  sockets: z.int(),
  streams: z.int(),
  byTransport: Counts,
  byStream: Counts,
  /**
   * Who is connected to it. The body holds the ids: of everyone where `base` is null, otherwise of the `joined` first,
   * then of the `left`, since the version `base`.
   */
  people: z.object({ version: z.int(), base: z.int().nullable(), joined: z.int(), left: z.int() }),
  /** It is about to end: its silence will be no loss. */
  leaving: z.boolean(),
});

/** An instance that is gone, and for how many milliseconds it has been silent: what it had counted belongs to the last minutes. */
const Remembered = z.object({ report: OwnReport, silentFor: z.number() });
export type Remembered = z.infer<typeof Remembered>;

export const InstanceReport = OwnReport.extend({
  /** For who came later and asked: as many as there is room for. */
  gone: z.array(Remembered).optional(),
});
export type InstanceReport = z.infer<typeof InstanceReport>;
export const instanceReported = defineTopic('dashboard.report', InstanceReport);

/** Somebody does not know who is connected to the instance, and perhaps more: its next report has it. */
export const ReportWanted = z.object({
  instance: z.string(),
  /** Its own samples of the last minutes. */
  past: z.boolean(),
  /** What it knows of instances that are gone. */
  gone: z.boolean(),
});
export type ReportWanted = z.infer<typeof ReportWanted>;
export const reportWanted = defineTopic('dashboard.wanted', ReportWanted);

/** The instance has ended. */
export const instanceEnded = defineTopic('dashboard.ended', z.object({ instance: z.string() }));
