import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { newId } from '../ids.js';
import { formatTraceparent, parseTraceparent, rootOf } from './trace-context.js';
import { TraceStep } from './trace-step.js';

/** What the process that was told where to send its spans gives to `tracing`. */
export interface SpanSource {
  tracer: Tracer;
  /** The same answer in every process. */
  isSampled: (traceId: string) => boolean;
}

export interface StepOptions {
  kind?: keyof typeof kinds;
  attributes?: Attributes;
}

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** The id that a request may still give to what it makes. */
interface Claim {
  id: string | null;
}
const CLAIM = createContextKey('tertulia.claim');

const now = <T>(work: () => T): T => work();

/**
 * The one place that speaks to OpenTelemetry. Off unless `begin` was called: then nothing is allocated, and all that a
 * caller pays is a look at `on` or `recording`. Steps are recorded below a sampled request alone, so whatever runs by
 * itself (sweeps, timers) makes no traces. Attributes carry ids and counts: no content, no tokens, no addresses.
 *
 * A request's trace id is a UUID version 7, and a message takes it for its id: whoever has the message has its trace.
 * See docs/adr/0015-trace-of-a-message.md.
 */
class Tracing {
  on = false;
  private source: SpanSource | undefined;

  begin(source: SpanSource): void {
    this.source = source;
    this.on = true;
  }

  end(): void {
    this.on = false;
    this.source = undefined;
  }

  /** Whether what happens here is part of a trace that is kept. */
  get recording(): boolean {
    return this.on && this.active !== undefined;
  }

  /** The step that this is a part of, where its trace is kept. It may have ended: what follows from it is still its part. */
  get active(): Span | undefined {
    if (!this.on) return undefined;
    const span = trace.getActiveSpan();
    return span && span.spanContext().traceFlags & TraceFlags.SAMPLED ? span : undefined;
  }

  /** Opens a trace of its own, whatever is active. A caller's own trace is linked, never joined: anybody may be one. */
  openRequest(name: string, attributes: Attributes, caller?: string): TraceStep {
    const from = caller === undefined ? undefined : parseTraceparent(caller);
    const span = this.start(name, { kind: 'server', attributes }, ROOT_CONTEXT, from ? [{ context: from }] : []);
    const claim: Claim = { id: idOf(span.spanContext().traceId) };
    return new TraceStep(span, trace.setSpan(ROOT_CONTEXT, span).setValue(CLAIM, claim));
  }

  /** An id for what the request makes: its trace's own, once. A new one where no request is traced. */
  claimId(): string {
    if (!this.on) return newId();
    const claim = context.active().getValue(CLAIM) as Claim | undefined;
    const id = claim?.id;
    if (!claim || !id) return newId();
    claim.id = null;
    return id;
  }

  /** A part of what is being done. */
  open(name: string, options: StepOptions = {}): TraceStep | undefined {
    return this.recording ? this.below(context.active(), name, options, []) : undefined;
  }

  span<T>(name: string, options: StepOptions, work: () => T): T {
    const step = this.open(name, options);
    return step ? step.carry(work) : work();
  }

  /** One piece of work for several requests: part of the first one's trace, and linked with each, both ways. */
  together<T>(name: string, options: StepOptions, members: (Span | undefined)[], work: () => T): T {
    const spans = members.filter((member) => member !== undefined);
    const [first] = spans;
    // Whoever was active when this loop began has nothing to do with what it carries out now.
    if (!first) return context.with(ROOT_CONTEXT, work);
    const links = spans.map((span) => ({ context: span.spanContext() }));
    const step = this.below(trace.setSpan(ROOT_CONTEXT, first), name, options, links);
    for (const span of spans) span.addLink({ context: step.spanContext });
    return step.carry(work);
  }

  /** A part of the traces that these messages have, in whatever process and however long after. */
  following<T>(messageIds: string[], name: string, options: StepOptions, work: () => T): T {
    const roots = this.on ? messageIds.flatMap((id) => this.keptRootOf(id) ?? []) : [];
    const [first] = roots;
    if (!first) return work();
    const active = this.active?.spanContext();
    const joined = roots.find(({ traceId }) => traceId === active?.traceId);
    const parent = joined ? context.active() : trace.setSpanContext(ROOT_CONTEXT, first);
    const others = roots.filter((root) => root !== (joined ?? first));
    // Work that was begun for another trace's sake is found from both.
    if (active && !joined) others.push(active);
    return this.below(
      parent,
      name,
      options,
      others.map((root) => ({ context: root })),
    ).carry(work);
  }

  /** What another process needs to go on with the trace; undefined where there is none that is kept. */
  carrier(): string | undefined {
    const active = this.active;
    return active && formatTraceparent(active.spanContext());
  }

  /** Goes on with what `carrier` gave. */
  continued<T>(carrier: string | undefined, name: string, options: StepOptions, work: () => T): T {
    const remote = this.on && carrier !== undefined ? parseTraceparent(carrier) : undefined;
    return remote ? this.below(trace.setSpanContext(ROOT_CONTEXT, remote), name, options, []).carry(work) : work();
  }

  /** Runs work later as a part of what is being done now. */
  here(): <T>(work: () => T) => T {
    if (!this.on) return now;
    const at = context.active();
    return (work) => context.with(at, work);
  }

  /** For what goes on by itself from here: loops and timers, which would be parts of this trace for ever. */
  detached<T>(work: () => T): T {
    return this.on ? context.with(ROOT_CONTEXT, work) : work();
  }

  /** Adds to the step under way. */
  note(attributes: Attributes): void {
    this.active?.setAttributes(attributes);
  }

  /** What joins a log line with its trace. */
  logFields(): { traceId?: string; spanId?: string } {
    const at = trace.getActiveSpan()?.spanContext();
    return at ? { traceId: at.traceId, spanId: at.spanId } : {};
  }

  private keptRootOf(messageId: string): SpanContext | undefined {
    const root = rootOf(messageId);
    return root && this.source?.isSampled(root.traceId) ? root : undefined;
  }

  private below(parent: Context, name: string, options: StepOptions, links: Link[]): TraceStep {
    const span = this.start(name, options, parent, links);
    return new TraceStep(span, trace.setSpan(parent, span));
  }

  private start(
    name: string,
    { kind = 'internal', attributes = {} }: StepOptions,
    parent: Context,
    links: Link[],
  ): Span {
    if (!this.source) throw new Error('tracing is off');
    return this.source.tracer.startSpan(name, { kind: kinds[kind], attributes, links }, parent);
  }
}

export const tracing = new Tracing();

const idOf = (traceId: string) => traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
