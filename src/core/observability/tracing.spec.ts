import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SamplingDecision,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { conflict, unavailable } from '../errors/domain-error.js';
import { newId } from '../ids.js';
import { parseTraceparent, rootOf, TraceIds } from './trace-context.js';
import { tracing } from './tracing.js';

const exporter = new InMemorySpanExporter();

beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());
afterEach(() => {
  tracing.end();
  exporter.reset();
});

/** Keeps this share of traces, as a process with a collector does. */
function begin(share = 1): void {
  const sampler = new TraceIdRatioBasedSampler(share);
  const provider = new TracerProvider({
    sampler,
    idGenerator: new TraceIds(),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const isSampled = (traceId: string) =>
    sampler.shouldSample(context.active(), traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
  tracing.begin({ tracer: provider.getTracer('test'), isSampled });
}

const request = <T>(work: () => T): T => tracing.openRequest('request', {}).carry(work);

const failing = (name: string, error: Error): Promise<void> =>
  request(() => tracing.span(name, {}, () => Promise.reject<void>(error))).catch(() => undefined);

function the(name: string): ReadableSpan {
  const found = exporter.getFinishedSpans().filter((span) => span.name === name);
  const [span] = found;
  if (!span || found.length > 1) throw new Error(`${found.length} spans are called ${name}`);
  return span;
}
const traceIdOf = (span: ReadableSpan) => span.spanContext().traceId;

describe('without a collector', () => {
  it('work is done, and nothing is made for its sake', () => {
    expect(tracing.span('step', {}, () => 'done')).toBe('done');
    expect(tracing.following([newId()], 'step', {}, () => 'done')).toBe('done');
    expect(tracing.continued('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'step', {}, () => 1)).toBe(1);
    expect([tracing.active, tracing.recording, tracing.carrier()]).toEqual([undefined, false, undefined]);
    expect(tracing.here()).toBe(tracing.here());
    expect(tracing.claimId()).not.toBe(tracing.claimId());
  });
});

describe('a request', () => {
  it('gives its trace’s id once, and what has it finds the trace without being told more', async () => {
    begin();
    const [id, other] = request(() => [tracing.claimId(), tracing.claimId()]);
    const root = the('request').spanContext();
    expect(root.traceId).toBe(id?.replaceAll('-', ''));
    expect(other).not.toBe(id);
    expect(rootOf(id ?? '')).toMatchObject({ traceId: root.traceId, spanId: root.spanId });
    await tracing.following([id ?? ''], 'later', {}, () => Promise.resolve());
    expect(traceIdOf(the('later'))).toBe(root.traceId);
    expect(the('later').parentSpanContext?.spanId).toBe(root.spanId);
  });

  it('is never a part of a caller’s trace, whose choice to keep it counts for nothing', () => {
    begin(0);
    const step = tracing.openRequest('request', {}, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    step.carry(() => expect(tracing.recording).toBe(false));
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('that is not kept makes no steps, here or by the id of what it made', () => {
    begin(0);
    const id = request(() => {
      tracing.span('step', {}, () => undefined);
      expect(tracing.carrier()).toBeUndefined();
      return tracing.claimId();
    });
    expect(rootOf(id)).toBeDefined();
    tracing.following([id], 'later', {}, () => undefined);
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('is kept or not by every process alike', () => {
    begin(0.5);
    const ids = Array.from({ length: 200 }, () => request(() => tracing.claimId()));
    const kept = new Set(exporter.getFinishedSpans().map(traceIdOf));
    expect(kept.size).toBeGreaterThan(50);
    expect(kept.size).toBeLessThan(150);
    exporter.reset();
    for (const id of ids) tracing.following([id], 'later', {}, () => undefined);
    expect(new Set(exporter.getFinishedSpans().map(traceIdOf))).toEqual(kept);
  });
});

describe('a step', () => {
  it('goes on in another process where it is told of the one before', () => {
    begin();
    const carried = request(() => tracing.carrier());
    tracing.continued(carried, 'there', { kind: 'consumer' }, () => undefined);
    expect(the('there').parentSpanContext?.spanId).toBe(the('request').spanContext().spanId);
  });

  it('for several messages is a part of the first one’s trace and linked with the others', () => {
    begin();
    const [first = '', second = ''] = [1, 2].map(() => request(() => tracing.claimId()));
    tracing.following([first, second], 'digest', {}, () => undefined);
    expect(traceIdOf(the('digest'))).toBe(first.replaceAll('-', ''));
    expect(the('digest').links.map((link) => link.context.traceId)).toEqual([second.replaceAll('-', '')]);
  });

  it('stays below the one under way where that is of a message’s trace', () => {
    begin();
    const other = request(() => tracing.claimId());
    request(() => {
      const mine = tracing.claimId();
      tracing.span('job', {}, () => tracing.following([other, mine], 'step', {}, () => undefined));
    });
    expect(the('step').parentSpanContext?.spanId).toBe(the('job').spanContext().spanId);
    expect(the('step').links.map((link) => link.context.traceId)).toEqual([other.replaceAll('-', '')]);
  });

  it('that was ordered before and is carried out later belongs to where it was ordered', () => {
    begin();
    const later = request(() => tracing.here());
    later(() => tracing.span('later', {}, () => undefined));
    tracing.span('of nothing', {}, () => undefined);
    expect(traceIdOf(the('later'))).toBe(traceIdOf(the('request')));
    expect(exporter.getFinishedSpans()).toHaveLength(2);
  });

  it('that fails says what kind of failure it was, without its words; a refusal is no error', async () => {
    begin();
    await failing('refused', conflict('Ana is in it already'));
    await failing('away', unavailable());
    await failing('broken', new TypeError('ana@example.com is no number'));
    expect(the('refused')).toMatchObject({ attributes: { 'error.type': 'conflict' }, status: { code: 0 }, events: [] });
    expect(the('away')).toMatchObject({ attributes: { 'error.type': 'unavailable' }, status: { code: 2 } });
    expect(the('broken')).toMatchObject({ attributes: { 'error.type': 'TypeError' }, status: { code: 2 }, events: [] });
    expect(the('broken').status.message).toBeUndefined();
  });
});

describe('a traceparent', () => {
  it.each([
    '',
    'nonsense',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x',
  ])('%j is none', (text) => expect(parseTraceparent(text)).toBeUndefined());

  it('of a later version is read as far as it is known', () => {
    const text = '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more';
    expect(parseTraceparent(text)).toMatchObject({ spanId: 'b7ad6b7169203331', traceFlags: 1 });
  });
});
