import { Button, Group, Text } from '@mantine/core';
import type { Message } from '@tertulia/client';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Poll as Counts } from '../../../src/contract/polls';
import { dueText, shareText } from '../core/dates';
import { useListTools } from '../conversation/list-tools';
import { Avatars } from '../people/avatars';
import classes from './poll.module.css';
import { usePoll } from './use-poll';

const STEPS: Partial<Record<string, number>> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

/** To choose is to vote, which everybody sees: arrows alone only lead from one answer to the next. */
function onKey(event: KeyboardEvent<HTMLInputElement>): void {
  const input = event.currentTarget;
  const step = STEPS[event.key];
  if (event.key !== 'Enter' && (step === undefined || input.type !== 'radio')) return;
  event.preventDefault();
  if (step === undefined) return input.click();
  const answers = [...(input.closest('fieldset')?.querySelectorAll<HTMLInputElement>('input:enabled') ?? [])];
  answers.at((answers.indexOf(input) + step) % answers.length)?.focus();
}

/** What a message asks, with a bar for each answer; whoever may vote does so by choosing one. */
export function Poll({ message, counts }: { message: Message; counts: Counts }) {
  const { t } = useTranslation('polls');
  const { poll, mine, vote, close, busy } = usePoll(message, counts);
  const { rights, userId } = useListTools();
  const { question, options, multiple, anonymous, closesAt, closedAt, voters } = poll;
  const over = closedAt !== null;
  const mayVote = !over && rights.respond;
  const mayClose = !over && (rights.moderate || (rights.member && message.authorId === userId));
  const toggle = (id: string): void => {
    const others = multiple ? [...mine].filter((one) => one !== id) : [];
    vote(mine.has(id) ? others : [...others, id]);
  };
  return (
    <fieldset className={classes.poll}>
      <legend className={classes.question}>{question ?? t('poll')}</legend>
      {options.map(({ id, text, votes, userIds }) => {
        const share = voters === 0 ? 0 : votes / voters;
        return (
          <label
            key={id}
            className={classes.option}
            data-mine={mine.has(id) || undefined}
            data-may={mayVote || undefined}
          >
            <span className={classes.bar} style={{ inlineSize: `${share * 100}%` }} />
            <input
              type={multiple ? 'checkbox' : 'radio'}
              name={`poll-${message.id}`}
              checked={mine.has(id)}
              disabled={!mayVote}
              onChange={() => toggle(id)}
              onClick={() => !multiple && mine.has(id) && toggle(id)}
              onKeyDown={onKey}
            />
            <span className={classes.text}>{text}</span>
            <Avatars userIds={userIds} />
            <span className={classes.count} aria-label={t('votes', { count: votes })}>
              {shareText(share)}
              <span aria-hidden> · {votes}</span>
            </span>
          </label>
        );
      })}
      <Group gap="xs" mt={4}>
        <Text size="xs" c="var(--app-muted)">
          {[
            t('voters', { count: voters }),
            multiple && t('multiple'),
            anonymous && t('anonymous'),
            over ? t('closed') : closesAt && t('closes', { when: dueText(closesAt) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        {mayClose && (
          <Button variant="subtle" size="compact-xs" color="gray" loading={busy} onClick={close}>
            {t('close')}
          </Button>
        )}
      </Group>
    </fieldset>
  );
}
