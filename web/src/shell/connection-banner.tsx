import { Button } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconCloudOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { useNow } from '../core/use-now';
import { useObservable } from '../core/use-observable';
import { type Banner, bannerOf } from './banner';
import { useBrokenSince } from './use-broken-since';
import { useUnsent } from './use-unsent';
import classes from './connection-banner.module.css';

/** Says that the connection is not what it should be, once it has been so for a moment, and what becomes of it. */
export function ConnectionBanner() {
  const { t } = useTranslation('shell');
  const banner = useBanner();
  const unsent = useUnsent();
  return (
    <div aria-live="polite" aria-atomic={false}>
      {banner && (
        <div className={classes.banner}>
          <IconCloudOff size={18} aria-hidden />
          <span>
            {t(`banner.${banner.kind}`)}
            {banner.kind === 'reconnecting' && (
              // The seconds are for the eye: read aloud each would be noise.
              <span aria-hidden> {t('banner.seconds', { count: banner.seconds })}</span>
            )}
            {unsent > 0 && <span> {t('banner.unsent', { count: unsent })}</span>}
          </span>
          {(banner.kind === 'reconnecting' || banner.kind === 'offline') && (
            <Button size="compact-sm" variant="default" onClick={client.hurry}>
              {t('banner.now')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function useBanner(): Banner | null {
  const state = useObservable(client.connection);
  const { online } = useNetwork();
  const brokenSince = useBrokenSince();
  const now = useNow(() => brokenSince !== null);
  return bannerOf(state, brokenSince, now, online);
}
