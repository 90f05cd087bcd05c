import { ClientError } from '@tertulia/client';
import { expect, it } from 'vitest';
import { refusedFields } from './refused-fields';

const fields = ['email', 'username'] as const;

it('finds the fields whose rules are broken', () => {
  const errors = [
    { path: 'email', message: 'must be an e-mail address' },
    { path: 'other', message: 'is required' },
  ];
  expect(refusedFields(new ClientError('validation_failed', 'no', { errors }), fields)).toEqual({ email: 'rule' });
});

it('finds the field that a conflict names', () => {
  const error = new ClientError('conflict', 'username: this name is taken');
  expect(refusedFields(error, fields)).toEqual({ username: 'taken' });
});

it('says nothing of a refusal that is of no field', () => {
  expect(refusedFields(new ClientError('unavailable', 'email: away?'), ['username'])).toEqual({});
  expect(refusedFields(new Error('email: x'), fields)).toEqual({});
});
