import { describe, expect, it } from 'vitest';
import { fromLocalInput, toLocalInput } from '../core/local-time';
import { MAX_POLL_OPTIONS } from '../../../src/contract/polls';
import { faultOf, MAX_OPTIONS, type PollForm, pollOf } from './new-poll';

const NOW = new Date(2030, 0, 1, 12, 0);
const form = (fields: Partial<PollForm> = {}): PollForm => ({
  question: 'Lunch?',
  options: ['Soup ', ' Salad', ''],
  multiple: false,
  anonymous: true,
  closesAt: '',
  ...fields,
});

describe('a poll to be asked', () => {
  it('has as many options as the server takes', () => {
    expect(MAX_OPTIONS).toBe(MAX_POLL_OPTIONS);
  });

  it('has its options without what was left empty', () => {
    expect(pollOf(form())).toEqual({
      question: null,
      options: ['Soup', 'Salad'],
      multiple: false,
      anonymous: true,
      closesAt: null,
    });
  });

  it('closes at the time of this place', () => {
    const { closesAt } = pollOf(form({ closesAt: '2030-01-02T09:30' }));
    expect(closesAt).toBe(new Date(2030, 0, 2, 9, 30).toISOString());
    expect(toLocalInput(fromLocalInput('2030-01-02T09:30') ?? NOW)).toBe('2030-01-02T09:30');
  });

  it.each<[Partial<PollForm>, ReturnType<typeof faultOf>]>([
    [{}, null],
    [{ question: ' ' }, 'question'],
    [{ options: ['Soup', ' '] }, 'options'],
    [{ options: ['Soup', 'Soup '] }, 'same'],
    [{ closesAt: '2030-01-01T11:59' }, 'time'],
  ])('with %j is wrong in %s', (fields, fault) => {
    expect(faultOf(form(fields), NOW.getTime())).toBe(fault);
  });
});
