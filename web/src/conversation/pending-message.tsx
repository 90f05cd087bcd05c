import { Button, Loader, VisuallyHidden } from '@mantine/core';
import type { PendingMessage } from '@tertulia/client';
import { IconAlertCircle, IconClock } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { withNamesAlone } from '../channels/channel-link';
import { Avatar } from '../people/avatar';
import { UserName } from '../people/user-name';
import { timeText } from '../core/dates';
import { useListTools } from './list-tools';
import classes from './row.module.css';

/** What the user wrote and the channel does not have yet. */
export const PendingMessageRow = memo(function PendingMessageRow(props: {
  pending: PendingMessage;
  startsGroup: boolean;
}) {
  const { pending, startsGroup } = props;
  const { userId } = useListTools();
  return (
    <div className={classes.line} data-starts={startsGroup || undefined} data-pending={pending.state}>
      <div className={classes.gutter}>{startsGroup && <Avatar userId={userId} />}</div>
      <div className={classes.content}>
        {startsGroup && (
          <div className={classes.head}>
            <span className={classes.name}>
              <UserName userId={userId} />
            </span>
            <time className={classes.at} dateTime={pending.createdAt}>
              {timeText(pending.createdAt)}
            </time>
          </div>
        )}
        <div className={classes.pendingBody}>{withNamesAlone(pending.body)}</div>
        <PendingState pending={pending} />
      </div>
    </div>
  );
});

function PendingState({ pending: { clientId, state, error } }: { pending: PendingMessage }) {
  const { t } = useTranslation(['conversation', 'common']);
  const { retry, discard } = useListTools();
  if (state === 'sending' || state === 'sent') {
    return (
      <div className={classes.pendingState}>
        <Loader size={12} color="gray" aria-hidden /> <VisuallyHidden>{t('pending.sending')}</VisuallyHidden>
      </div>
    );
  }
  const failed = state === 'failed';
  const why = error ? t(`common:errors.${error.code}`, { message: error.message }) : null;
  return (
    <div className={classes.pendingState} role={failed ? 'alert' : undefined}>
      {failed ? (
        <IconAlertCircle size={15} className={classes.failure} aria-hidden />
      ) : (
        <IconClock size={15} aria-hidden />
      )}
      <span className={failed ? classes.failure : undefined}>
        {failed ? t('pending.failed', { why }) : t('pending.waiting')}
      </span>
      {failed && (
        <Button size="compact-xs" variant="light" onClick={() => retry(clientId)}>
          {t('pending.retry')}
        </Button>
      )}
      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => discard(clientId)}>
        {t('pending.discard')}
      </Button>
    </div>
  );
}
