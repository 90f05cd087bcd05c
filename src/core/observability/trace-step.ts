import {
  type Attributes,
  type Context,
  context,
  type Span,
  type SpanContext,
  SpanStatusCode,
} from '@opentelemetry/api';
import { DomainError } from '../errors/domain-error.js';

/** One step of a trace, under way until `end`. */
export class TraceStep {
  constructor(
    private readonly span: Span,
    private readonly within: Context,
  ) {}

  get spanContext(): SpanContext {
    return this.span.spanContext();
  }

  /** What is done within is a part of the step. */
  run<T>(work: () => T): T {
    return context.with(this.within, work);
  }

  /** The work, awaited where it is a promise, is the step. */
  carry<T>(work: () => T): T {
    try {
      const result = this.run(work);
      if (result instanceof Promise) {
        result.then(
          () => this.end(),
          (error: unknown) => this.fail(error),
        );
      } else this.end();
      return result;
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  note(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  end(): void {
    this.span.end();
  }

  /** Keeps what kind of failure it was. Its words may hold what people wrote, or an address. */
  fail(error: unknown): void {
    if (isRefusal(error)) this.note({ 'error.type': kindOf(error) });
    else this.failed(kindOf(error));
    this.end();
  }

  failed(kind: string): void {
    this.span.setAttribute('error.type', kind).setStatus({ code: SpanStatusCode.ERROR });
  }
}

/** What the caller asked for was wrong; the server did what it should. */
const isRefusal = (error: unknown) =>
  error instanceof DomainError && error.code !== 'internal' && error.code !== 'unavailable';

function kindOf(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  if (!(error instanceof Error)) return '_OTHER';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
