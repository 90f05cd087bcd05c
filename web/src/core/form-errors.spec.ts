import { ClientError } from '@tertulia/client';
import { expect, it, vi } from 'vitest';
import { refusedFields, showFieldErrors } from './form-errors';

const fields = ['email', 'username'] as const;

it('finds the fields whose rules are broken', () => {
  const errors = [
    { path: 'email', message: 'must be an e-mail address' },
    { path: 'other', message: 'is required' },
  ];
  expect(refusedFields(new ClientError('validation_failed', 'no', { errors }), fields)).toEqual({
    email: { why: 'rule', message: 'must be an e-mail address' },
  });
});

it('finds the field that a conflict names', () => {
  const error = new ClientError('conflict', 'username: this name is taken');
  expect(refusedFields(error, fields)).toEqual({ username: { why: 'taken', message: 'this name is taken' } });
});

it('says nothing of a refusal that is of no field', () => {
  expect(refusedFields(new ClientError('unavailable', 'email: away?'), ['username'])).toEqual({});
  expect(refusedFields(new Error('email: x'), fields)).toEqual({});
});

it('puts beside a field what is wrong with it, in other words where there are some, and tells the rest', () => {
  const form = { values: { email: '', username: '' }, setFieldError: vi.fn<(field: string, why: string) => void>() };
  const otherwise = vi.fn<(error: unknown) => void>();
  const both = new ClientError('validation_failed', 'no', {
    errors: [
      { path: 'email', message: 'must be an e-mail address' },
      { path: 'token', message: 'is required' },
    ],
  });
  showFieldErrors(form, both, { otherwise, words: (field, why) => `${field} ${why}` });
  expect(form.setFieldError.mock.calls).toEqual([['email', 'email rule']]);
  expect(otherwise.mock.calls).toEqual([[both]]);
  showFieldErrors(form, new ClientError('conflict', 'username: is taken'), { otherwise });
  expect(form.setFieldError.mock.lastCall).toEqual(['username', 'is taken']);
  expect(otherwise).toHaveBeenCalledTimes(1);
});
