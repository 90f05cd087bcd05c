import { Button } from '@mantine/core';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { lazy } from '../core/lazy';
import type { MessageReport } from '../../../src/contract/moderation.js';
import { withNamesAlone } from './channel-link';
import { openDialog } from '../core/open-dialog';
import { Tag } from '../core/tag';
import { useFormats } from '../core/use-formats';
import { UserName } from '../people/user-name';
import { useUser } from '../people/use-user';
import classes from './report-card.module.css';

const ResolveReport = lazy(async () => ({ default: (await import('./resolve-report')).ResolveReport }));

const openResolve = (report: MessageReport): void =>
  openDialog(
    i18next.t('reports.resolveTitle', { ns: 'running' }),
    (close) => <ResolveReport report={report} onDone={close} />,
    'sm',
  );

/** A message that somebody found wrong, and what came of it. */
export function ReportCard({ report }: { report: MessageReport }) {
  const { t } = useTranslation('running');
  const { moment } = useFormats();
  const { channelId, seq, authorId, body, reporterId, reason, comment, reportedAt, outcome, note } = report;
  const name = useUser(authorId)?.displayName ?? '';
  return (
    <article className={classes.card}>
      <div className={classes.line}>
        <Tag tone="warm">{t(`reports.reasons.${reason}`)}</Tag>
        {outcome !== null && <Tag>{t(`reports.outcomes.${outcome}`)}</Tag>}
        <span className={classes.small}>
          {moment(reportedAt)} · {t('reports.by')} <UserName userId={reporterId} />
        </span>
      </div>
      {comment !== '' && <div className={classes.small}>“{comment}”</div>}
      <div>
        <UserName userId={authorId} /> {t('reports.wrote')}
      </div>
      <blockquote className={classes.quote}>{withNamesAlone(body)}</blockquote>
      {note !== '' && <p className={classes.small}>{note}</p>}
      <div className={classes.line}>
        <Button
          component={Link}
          href={`/c/${channelId}/${seq}`}
          size="compact-sm"
          variant="default"
          aria-label={t('reports.messageOf', { name })}
        >
          {t('reports.message')}
        </Button>
        {outcome === null && (
          <Button size="compact-sm" aria-label={t('reports.resolveOf', { name })} onClick={() => openResolve(report)}>
            {t('reports.resolve')}
          </Button>
        )}
      </div>
    </article>
  );
}
