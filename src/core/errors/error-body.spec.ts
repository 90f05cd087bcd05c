import { NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { ErrorCode, errorStatus } from '../../contract/errors.js';
import { conflict, DomainError, invalid, rateLimited, unavailable } from './domain-error.js';
import { toAckError, toDomainError, toProblem } from './error-body.js';

describe('what was thrown', () => {
  it('stays as it is where a service threw it', () => {
    const error = conflict('taken');
    expect(toDomainError(error)).toBe(error);
  });

  it('by the framework keeps its status as a code', () => {
    expect(toDomainError(new NotFoundException('Cannot GET /x'))).toMatchObject({ code: 'not_found' });
    const tooLarge = Object.assign(new Error('request entity too large'), { status: 413 });
    expect(toDomainError(tooLarge)).toMatchObject({ code: 'payload_too_large' });
    const odd = Object.assign(new Error('bad charset'), { status: 415 });
    expect(toDomainError(odd)).toMatchObject({ code: 'validation_failed' });
  });

  it('by a database that is away is worth another try', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(toDomainError(refused)).toMatchObject({ code: 'unavailable' });
  });

  it('by anything else says nothing of the inside', () => {
    for (const thrown of [
      new Error('password is hunter2'),
      'hunter2',
      undefined,
      { status: 404, message: 'hunter2' },
    ]) {
      const error = toDomainError(thrown);
      expect(error.code).toBe('internal');
      expect(JSON.stringify([toAckError(error), toProblem(error)])).not.toContain('hunter2');
    }
    const own = Object.assign(new Error('hunter2'), { status: 500 });
    expect(toDomainError(own).message).not.toContain('hunter2');
  });
});

describe('an error on the wire', () => {
  it('carries what the protocol says, and no more', () => {
    expect(toAckError(conflict('taken'))).toEqual({ code: 'conflict', message: 'taken' });
    expect(toAckError(rateLimited(1500))).toMatchObject({ code: 'rate_limited', retryAfterMs: 1500 });
    const errors = [{ path: 'name', message: 'is required' }];
    expect(toAckError(invalid(errors))).toMatchObject({ code: 'validation_failed', errors });
    expect(toProblem(unavailable(new Error('inside')), 'request-1')).toEqual({
      type: 'urn:tertulia:error:unavailable',
      title: 'Temporarily unavailable',
      status: 503,
      code: 'unavailable',
      detail: 'A backing service is away; try again shortly',
      requestId: 'request-1',
    });
  });

  it.each(ErrorCode.options)('%s has its status and a title', (code) => {
    const problem = toProblem(new DomainError(code, 'words'));
    expect(problem.status).toBe(errorStatus[code]);
    expect(problem.title).not.toBe('');
  });
});
