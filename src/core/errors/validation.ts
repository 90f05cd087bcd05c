import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';
import type { z } from 'zod';
import { tracing } from '../observability/tracing.js';
import { DomainError, invalid } from './domain-error.js';

/** An issue of any Standard Schema; zod's have more. */
type Issues = readonly { path?: readonly unknown[] | undefined; message: string }[];

const segment = (part: unknown) => String(typeof part === 'object' && part !== null && 'key' in part ? part.key : part);
/** An answer must not be larger than what it refuses. */
const MAX_ERRORS = 20;
const REQUIRED = /^Invalid input: expected .+, received undefined$/;

/** The schema's issues as errors that each name one field and its rule. */
export function toValidationError(issues: Issues): DomainError {
  const errors = issues.flatMap((issue) => {
    const path = (issue.path ?? []).map(segment);
    // Zod tells of unknown fields at the object that holds them.
    if ('keys' in issue && Array.isArray(issue.keys)) {
      return issue.keys.map((key) => ({ path: [...path, String(key)].join('.'), message: 'is not a known field' }));
    }
    return [{ path: path.join('.'), message: REQUIRED.test(issue.message) ? 'is required' : issue.message }];
  });
  return invalid(errors.slice(0, MAX_ERRORS));
}

/** The input as the schema gives it back; throws `validation_failed` where a rule is broken. */
export function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = tracing.recording
    ? tracing.span('validate', {}, () => schema.safeParse(input))
    : schema.safeParse(input);
  if (!parsed.success) throw toValidationError(parsed.error.issues);
  return parsed.data;
}

/** Checks every REST parameter that has a schema; what is wrong with one that has a name is told under it. */
class ParameterPipe extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    try {
      return await (metadata.schema && tracing.recording
        ? tracing.span('validate', { attributes: { 'tertulia.parameter': metadata.type } }, () =>
            super.transform(value, metadata),
          )
        : super.transform(value, metadata));
    } catch (refusal) {
      const { data: name } = metadata;
      if (name === undefined || !(refusal instanceof DomainError)) throw refusal;
      throw invalid((refusal.more.errors ?? []).map(({ path, message }) => ({ path: path || name, message })));
    }
  }
}

export const validationPipe = new ParameterPipe({ exceptionFactory: toValidationError });
