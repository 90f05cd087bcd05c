import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { mediumMomentText } from '../core/dates';
import { sayError } from '../core/say';
import classes from './composer.module.css';
import type { WritingPlace } from './use-place';

/** In the composer's place where nothing can be written: why, and what can be done about it. */
export function Blocked({ channelId, place }: { channelId: string; place: WritingPlace }) {
  const { t } = useTranslation('composer');
  const { obstacle, info, silencedUntil } = place;
  if (!obstacle) return null;
  const until = silencedUntil === null ? '' : mediumMomentText(silencedUntil);
  return (
    <div className={classes.composer}>
      <div className={classes.blocked}>
        <span>{t(`obstacle.${obstacle}`, { until })}</span>
        {obstacle === 'outside' && info?.kind === 'public' && (
          <Button size="xs" onClick={() => void client.join(channelId).catch(sayError)}>
            {t('join')}
          </Button>
        )}
      </div>
    </div>
  );
}
