import { Skeleton } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { useObservable } from '../core/use-observable';
import classes from './list.module.css';

const WIDTHS = [70, 45, 60, 30];

/** Where messages will stand; without a connection, when that will be. */
export function ListWaiting() {
  const { t } = useTranslation('conversation');
  const { status } = useObservable(client.connection);
  const { online } = useNetwork();
  return (
    <div className={classes.waiting}>
      {(status === 'reconnecting' || (status === 'connecting' && !online)) && (
        <p className={classes.later} role="status">
          {t('later')}
        </p>
      )}
      {WIDTHS.map((width) => (
        <div key={width} className={classes.bones} aria-hidden>
          <Skeleton height={36} width={36} radius="md" />
          <div>
            <Skeleton height={12} width={110} mb={8} />
            <Skeleton height={12} width={`${width}%`} />
          </div>
        </div>
      ))}
    </div>
  );
}
