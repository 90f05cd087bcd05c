import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DeadLetter, DeadLetterPage, DeadLetterReason, ReplayDeadLetters } from '../../../src/contract/admin.js';
import { client } from '../core/client';
import { confirm } from '../core/open-dialog';
import { named } from '../core/named';
import { PageList } from '../core/page-list';
import { usePages } from '../core/queries';
import { useFormats } from '../core/use-formats';
import { asText, Details } from './details';
import { Row } from './row';
import classes from './manage.module.css';
import { Section } from './section';
import { useAct } from './use-act';
import { Tag } from '../core/tag';

const LIST = '/admin/dead-letters';

/** Jobs of the queues that failed for good: another try, or an end. */
export default function DeadLettersSection() {
  const { t } = useTranslation('manage');
  const pages = usePages<DeadLetter, DeadLetterPage>(LIST);
  const reasons = pages.first?.reasons ?? [];
  return (
    <Section title={t('sections.dead-letters')}>
      {reasons.length > 0 && (
        <ul className={classes.list} aria-label={t('letters.reasons')} data-spaced>
          {reasons.map((reason) => (
            <ReasonRow key={`${reason.queue} ${reason.reason}`} reason={reason} />
          ))}
        </ul>
      )}
      <PageList className={classes.list} label={t('sections.dead-letters')} pages={pages} empty={t('letters.none')}>
        {(letter) => <LetterRow key={`${letter.queue} ${letter.id}`} letter={letter} />}
      </PageList>
    </Section>
  );
}

function useLetters() {
  const { t } = useTranslation('manage');
  const { number } = useFormats();
  const { busy, act } = useAct(LIST);
  return {
    busy,
    replay: (body: ReplayDeadLetters) => void act(() => client.call(`${LIST}/replay`, { method: 'POST', body })),
    discard: (body: ReplayDeadLetters, count: number) =>
      confirm(
        {
          title: t('letters.discard'),
          text: t('letters.sure', { count, number: number(count) }),
          action: t('letters.discard'),
        },
        () => void act(() => client.call(`${LIST}/discard`, { method: 'POST', body })),
      ),
  };
}

function ReasonRow({ reason: { queue, reason, count } }: { reason: DeadLetterReason }) {
  const { t } = useTranslation('manage');
  const { number } = useFormats();
  const { busy, replay, discard } = useLetters();
  return (
    <Row
      title={reason}
      detail={queue}
      side={
        <>
          <Tag tone="bad">{number(count)}</Tag>
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            {...named(t('letters.retryAll'), reason)}
            onClick={() => replay({ queue, reason })}
          >
            {t('letters.retryAll')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            disabled={busy}
            {...named(t('letters.discardAll'), reason)}
            onClick={() => discard({ queue, reason }, count)}
          >
            {t('letters.discardAll')}
          </Button>
        </>
      }
    />
  );
}

function LetterRow({ letter }: { letter: DeadLetter }) {
  const { t } = useTranslation('manage');
  const { moment } = useFormats();
  const { busy, replay, discard } = useLetters();
  const { queue, id, name, reason, error, attempts, failedAt, data } = letter;
  const title = `${queue} · ${name}`;
  return (
    <Row
      title={title}
      detail={`${moment(failedAt)} · ${t('letters.attempts', { count: attempts })} · ${reason}`}
      side={
        <>
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            {...named(t('letters.retry'), title)}
            onClick={() => replay({ queue, jobIds: [id] })}
          >
            {t('letters.retry')}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            disabled={busy}
            {...named(t('letters.discard'), title)}
            onClick={() => discard({ queue, jobIds: [id] }, 1)}
          >
            {t('letters.discard')}
          </Button>
        </>
      }
    >
      <Details name={title} of={`${error}\n\n${asText(data)}`} />
    </Row>
  );
}
