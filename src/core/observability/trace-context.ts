import { isSpanContextValid, type SpanContext, TraceFlags } from '@opentelemetry/api';
import { newId } from '../ids.js';

const UUID_V7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
/** W3C Trace Context, version 00; of later ones the same part is read. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?<traceId>[\da-f]{32})-(?<spanId>[\da-f]{16})-(?<flags>[\da-f]{2})(?:$|-)/;

const SPAN_ID_DIGITS = 16;

/**
 * Ids of which each gives the next: a trace's id is a UUID version 7, and the id of its first span the second half of it.
 * The SDK asks for a span's id before that of its trace.
 */
export class TraceIds {
  private newest = '';

  generateSpanId = (): string => {
    this.newest = newId().replaceAll('-', '');
    return this.newest.slice(SPAN_ID_DIGITS);
  };

  generateTraceId = (): string => this.newest;
}

/** The first span of the trace whose id a message has; undefined for an id of another making. */
export function rootOf(messageId: string): SpanContext | undefined {
  if (!UUID_V7.test(messageId)) return undefined;
  const traceId = messageId.replaceAll('-', '');
  return { traceId, spanId: traceId.slice(SPAN_ID_DIGITS), traceFlags: TraceFlags.SAMPLED, isRemote: true };
}

export const formatTraceparent = ({ traceId, spanId }: SpanContext): string => `00-${traceId}-${spanId}-01`;

/** Undefined for what is none; nothing of it is trusted. */
export function parseTraceparent(text: string): SpanContext | undefined {
  const { traceId = '', spanId = '', flags = '' } = TRACEPARENT.exec(text)?.groups ?? {};
  const found = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
  return isSpanContextValid(found) ? found : undefined;
}
