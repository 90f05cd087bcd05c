import { tracing } from '../observability/tracing.js';
import type { TraceStep } from '../observability/trace-step.js';

/** Longer statements are known by their beginning. */
const MAX_TEXT = 1000;

/** A span for a statement on its way; undefined where nothing is traced. Its text has places for values, no values. */
export function openQuery(statement: unknown, name?: string): TraceStep | undefined {
  if (!tracing.recording) return undefined;
  const text = textOf(statement);
  const operation = (/^\s*(\w+)/.exec(text)?.[1] ?? 'query').toUpperCase();
  return tracing.open(name ?? operation, {
    kind: 'client',
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.text': text.slice(0, MAX_TEXT),
      ...(name !== undefined && { 'db.stored_procedure.name': name }),
    },
  });
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const { text } = (statement ?? {}) as { text?: unknown };
  return typeof text === 'string' ? text : '';
}
