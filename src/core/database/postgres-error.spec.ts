import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { isDatabaseAway, isLockTimeout, isUniqueViolation } from './postgres-error.js';

const failure = (fields: object, message = 'failed') => Object.assign(new Error(message), fields);
const wrapped = (error: Error) => new QueryFailedError('SELECT 1', [], error);

describe('a database that is away', () => {
  it.each([
    ['a connection exception', { code: '08006' }],
    ['a pooler that lost it', { code: '08P01' }],
    ['too many connections', { code: '53300' }],
    ['a shutdown', { code: '57P01' }],
    ['a start that is under way', { code: '57P03' }],
    ['a statement that was cancelled', { code: '57014' }],
    ['an idle transaction that was ended', { code: '25P03' }],
    ['a lock that was not to be had', { code: '55P03' }],
    ['a refused connection', { code: 'ECONNREFUSED' }],
    ['a broken connection', { code: 'ECONNRESET' }],
    ['a name that is not found', { code: 'ENOTFOUND' }],
  ])('is seen by %s, from the driver and through TypeORM', (_, fields) => {
    expect(isDatabaseAway(failure(fields))).toBe(true);
    expect(isDatabaseAway(wrapped(failure(fields)))).toBe(true);
  });

  it.each([
    'Query read timeout',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout expired',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Query runner already released. Cannot run queries anymore.',
    'Database connection provided by a query runner was already released, cannot continue to use its querying methods anymore.',
  ])('is seen by "%s"', (message) => {
    expect(isDatabaseAway(new Error(message))).toBe(true);
  });

  it.each([
    ['a broken rule', failure({ code: '23505' })],
    ['a syntax error', failure({ code: '42601' })],
    ['a statement that PostgreSQL cannot read', failure({ code: '08P01', routine: 'exec_bind_message' })],
    ['a deadlock, which is ours', failure({ code: '40P01' })],
    ['a value out of range', failure({ code: '22003' })],
    ['another error', new Error('something else')],
    ['another error that quotes one', new Error('said: Query read timeout')],
    ['no error', 'ECONNREFUSED'],
    ['nothing', null],
  ])('is not seen by %s', (_, thrown) => {
    expect(isDatabaseAway(thrown)).toBe(false);
  });
});

describe('a unique violation', () => {
  it('is told by its constraint', () => {
    const taken = failure({ code: '23505', constraint: 'users_email' });
    expect(isUniqueViolation(taken, 'users_email')).toBe(true);
    expect(isUniqueViolation(wrapped(taken), 'users_email')).toBe(true);
    expect(isUniqueViolation(taken, 'users_username')).toBe(false);
    expect(isUniqueViolation(failure({ code: '23503', constraint: 'users_email' }), 'users_email')).toBe(false);
    expect(isUniqueViolation(undefined, 'users_email')).toBe(false);
  });
});

it('a lock that was not to be had is told from other errors', () => {
  expect(isLockTimeout(failure({ code: '55P03' }))).toBe(true);
  expect(isLockTimeout(wrapped(failure({ code: '55P03' })))).toBe(true);
  expect(isLockTimeout(failure({ code: '57014' }))).toBe(false);
  expect(isLockTimeout(undefined)).toBe(false);
});
