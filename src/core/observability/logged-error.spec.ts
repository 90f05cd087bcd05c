import { Writable } from 'node:stream';
import pg from 'pg';
import { pinoHttp } from 'pino-http';
import { QueryFailedError } from 'typeorm';
import { expect, it } from 'vitest';
import { serializers } from './logger.module.js';

const SECRET = 'argon2id-and-a-word';

/** The line that is written for an error. */
function logged(err: unknown): Record<string, unknown> {
  const lines: string[] = [];
  const stream = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line));
      done();
    },
  });
  pinoHttp({ serializers }, stream).logger.error({ err }, 'failed');
  return (JSON.parse(lines.join('')) as { err: Record<string, unknown> }).err;
}

function refused(): QueryFailedError {
  const driverError = Object.assign(new pg.DatabaseError('duplicate key value', 0, 'error'), {
    code: '23505',
    constraint: 'users_email_key',
    detail: `Key (email)=(${SECRET}) already exists.`,
    where: `unnamed portal parameter $1 = '${SECRET}'`,
  });
  return new QueryFailedError('INSERT INTO users VALUES ($1)', [SECRET, { body: SECRET }], driverError);
}

it('an error of a query is logged without its parameters and what PostgreSQL quotes of them', () => {
  const err = logged(refused());
  expect(JSON.stringify(err)).not.toContain(SECRET);
  expect(err).toMatchObject({
    type: 'QueryFailedError',
    message: 'duplicate key value',
    query: 'INSERT INTO users VALUES ($1)',
    code: '23505',
    constraint: 'users_email_key',
  });
  expect(err['stack']).toContain('logged-error.spec');
});

it('so is one within another, or among several', () => {
  const within = Object.assign(new Error('the job failed'), { reason: refused() });
  for (const error of [
    within,
    new AggregateError([refused()], 'all failed'),
    new Error('as a cause', { cause: refused() }),
  ]) {
    const err = logged(error);
    expect(JSON.stringify(err)).not.toContain(SECRET);
    expect(JSON.stringify(err)).toContain('duplicate key value');
  }
});

it('an answer of Redis is logged without the command that it answers', () => {
  const refusal = Object.assign(new Error('OOM command not allowed'), { command: { name: 'publish', args: [SECRET] } });
  const err = logged(refusal);
  expect(JSON.stringify(err)).not.toContain(SECRET);
  expect(err).toMatchObject({ message: 'OOM command not allowed' });
});

it('what is no error is logged as it is', () => {
  expect(logged('a word')).toBe('a word');
});
