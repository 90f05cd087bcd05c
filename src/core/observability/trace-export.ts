import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { VERSION } from '../config/version.js';
import { TraceIds } from './trace-context.js';
import { tracing } from './tracing.js';

type TracingSettings = AppConfig['tracing'];

/** A collector that does not answer holds up the end of a process this long. */
const FLUSH_WITHIN_MS = 2000;
/** A batch of messages is linked with each; more than a batch holds. */
const MAX_LINKS = 512;
/** A few MiB: what does not fit while the collector is slow or away is dropped. */
const MAX_WAITING_SPANS = 4096;
const EXPORT_EVERY_MS = 1000;

let shutDown: (() => Promise<void>) | undefined;

/** To be called once by a process, before it serves. The SDK is loaded where traces go somewhere, and nowhere else. */
export async function startTracing(settings: TracingSettings, processName: 'web' | 'worker'): Promise<void> {
  if (!settings.on) return;
  const [sdk, { AsyncLocalStorageContextManager }, { setGlobalErrorHandler }] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/core'),
  ]);
  const root = new sdk.TraceIdRatioBasedSampler(settings.share);
  const provider = new sdk.TracerProvider({
    resource: await describe(settings, processName),
    sampler: new sdk.ParentBasedSampler({ root }),
    idGenerator: new TraceIds(),
    spanLimits: { linkCountLimit: MAX_LINKS },
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: await makeExporter(settings),
        maxQueueSize: MAX_WAITING_SPANS,
        scheduledDelayMillis: EXPORT_EVERY_MS,
      }),
    ],
  });
  const manager = new AsyncLocalStorageContextManager();
  context.setGlobalContextManager(manager.enable());
  setGlobalErrorHandler(warnOnce());
  const sampled = sdk.SamplingDecision.RECORD_AND_SAMPLED;
  tracing.begin({
    tracer: provider.getTracer('tertulia', VERSION),
    isSampled: (traceId) => root.shouldSample(context.active(), traceId).decision === sampled,
  });
  shutDown = () => provider.shutdown();
}

/** The exporter reads its address, headers, compression and time-out from the environment by itself. */
async function makeExporter({ protocol }: TracingSettings) {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

async function describe({ serviceName }: TracingSettings, processName: string) {
  const { detectResources, envDetector, resourceFromAttributes } = await import('@opentelemetry/resources');
  const own = resourceFromAttributes({
    'service.name': serviceName,
    'service.version': VERSION,
    'service.instance.id': randomUUID(),
    'tertulia.process': processName,
    'process.pid': process.pid,
  });
  return own.merge(detectResources({ detectors: [envDetector] }));
}

/** A collector that is away fails every export; the log has each reason once in a row. */
function warnOnce(): (error: unknown) => void {
  const logger = new Logger('Tracing');
  let last = '';
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason !== last) logger.warn(`spans were not taken: ${reason}`);
    last = reason;
  };
}

/** Sends what is left at the end of the process, as long as the collector takes it. */
@Injectable()
export class TraceExport implements OnApplicationShutdown {
  async onApplicationShutdown(): Promise<void> {
    tracing.end();
    const flushed = shutDown?.().catch(() => undefined);
    await Promise.race([flushed, sleep(FLUSH_WITHIN_MS, undefined, { ref: false })]);
  }
}
