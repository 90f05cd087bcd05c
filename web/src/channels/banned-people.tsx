import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChannelBan } from '../../../src/contract/moderation.js';
import { mediumMomentText } from '../core/dates';
import { named } from '../core/named';
import { PageList } from '../core/page-list';
import { usePages } from '../core/queries';
import { PersonLine } from '../people/person-line';
import { unban } from './member-acts';
import classes from './panel.module.css';

/** Who is kept out of a channel. */
export function BannedPeople({ channelId }: { channelId: string }) {
  const { t } = useTranslation('running');
  const list = usePages<ChannelBan>(`/channels/${channelId}/bans?limit=50`);
  return (
    <PageList pages={list} empty={t('members.noBans')}>
      {({ user, reason, until }) => (
        <li key={user.id} className={classes.item}>
          <span className={classes.who}>
            <PersonLine
              user={user}
              detail={
                <>
                  {until ? t('members.until', { until: mediumMomentText(until) }) : t('members.forGood')}
                  {reason && ` · ${reason}`}
                </>
              }
            />
          </span>
          <Button
            size="compact-md"
            variant="default"
            {...named(t('members.unban'), user.displayName)}
            onClick={() => void unban(channelId, user.id)}
          >
            {t('members.unban')}
          </Button>
        </li>
      )}
    </PageList>
  );
}
