import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { z } from 'zod';
import { type DomainError, invalid } from './domain-error.js';

type Issues = readonly { path?: readonly unknown[] | undefined; message: string }[];

const segment = (part: unknown) => String(typeof part === 'object' && part !== null && 'key' in part ? part.key : part);

/** Zod's issues as errors that name each field and its rule. */
export function toValidationError(issues: Issues): DomainError {
  return invalid(issues.map(({ path, message }) => ({ path: (path ?? []).map(segment).join('.'), message })));
}

/** The input as the schema gives it back; throws `validation_failed` where a rule is broken. */
export function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw toValidationError(parsed.error.issues);
  return parsed.data;
}

/** Checks every REST parameter that has a schema. */
export const validationPipe = new StandardSchemaValidationPipe({ exceptionFactory: toValidationError });
