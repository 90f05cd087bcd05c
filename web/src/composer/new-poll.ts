import type { SendOptions } from '@tertulia/client';
import { fromLocalInput } from '../core/local-time';

export const MIN_OPTIONS = 2;
export const MAX_OPTIONS = 20;
export const MAX_QUESTION = 300;
export const MAX_OPTION = 100;

/** A poll as its form has it. */
export interface PollForm {
  question: string;
  options: string[];
  multiple: boolean;
  anonymous: boolean;
  /** As a `datetime-local` field has it; empty where the poll stays open. */
  closesAt: string;
}

export type PollFault = 'question' | 'options' | 'same' | 'time';

const written = ({ options }: PollForm): string[] => options.map((option) => option.trim()).filter(Boolean);

/** What is wrong with it; null where it can be asked. */
export function faultOf(form: PollForm, now: number = Date.now()): PollFault | null {
  const options = written(form);
  if (form.question.trim() === '') return 'question';
  if (options.length < MIN_OPTIONS) return 'options';
  if (new Set(options).size < options.length) return 'same';
  const closesAt = fromLocalInput(form.closesAt);
  return closesAt && closesAt.getTime() <= now ? 'time' : null;
}

/** The question is the message's body. */
export const pollOf = (form: PollForm): NonNullable<SendOptions['poll']> => ({
  question: null,
  options: written(form),
  multiple: form.multiple,
  anonymous: form.anonymous,
  closesAt: fromLocalInput(form.closesAt)?.toISOString() ?? null,
});
