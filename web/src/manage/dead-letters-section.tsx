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

interface ActsProps {
  /** Of which letters. */
  of: string;
  letters: ReplayDeadLetters;
  count: number;
  all?: boolean;
}

/** Another try, or an end. */
function Acts({ of, letters, count, all = false }: ActsProps) {
  const { t } = useTranslation('manage');
  const { number } = useFormats();
  const { busy, act } = useAct(LIST);
  const order = (what: 'replay' | 'discard') =>
    void act(() => client.call(`${LIST}/${what}`, { method: 'POST', body: letters }));
  const title = t('letters.discard');
  const discard = () =>
    confirm({ title, text: t('letters.sure', { count, number: number(count) }), action: title }, () =>
      order('discard'),
    );
  const [retry, drop] = all ? [t('letters.retryAll'), t('letters.discardAll')] : [t('letters.retry'), title];
  return (
    <>
      <Button size="compact-sm" variant="default" loading={busy} {...named(retry, of)} onClick={() => order('replay')}>
        {retry}
      </Button>
      <Button size="compact-sm" variant="subtle" color="red" disabled={busy} {...named(drop, of)} onClick={discard}>
        {drop}
      </Button>
    </>
  );
}

function ReasonRow({ reason: { queue, reason, count } }: { reason: DeadLetterReason }) {
  const { number } = useFormats();
  return (
    <Row
      title={reason}
      detail={queue}
      side={
        <>
          <Tag tone="bad">{number(count)}</Tag>
          <Acts of={reason} letters={{ queue, reason }} count={count} all />
        </>
      }
    />
  );
}

function LetterRow({ letter }: { letter: DeadLetter }) {
  const { t } = useTranslation('manage');
  const { moment } = useFormats();
  const { queue, id, name, reason, error, attempts, failedAt, data } = letter;
  const title = `${queue} · ${name}`;
  return (
    <Row
      title={title}
      detail={`${moment(failedAt)} · ${t('letters.attempts', { count: attempts })} · ${reason}`}
      side={<Acts of={title} letters={{ queue, jobIds: [id] }} count={1} />}
    >
      <Details name={title} of={`${error}\n\n${asText(data)}`} />
    </Row>
  );
}
