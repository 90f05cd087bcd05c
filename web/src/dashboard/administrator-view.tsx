import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AdministratorFigures } from './administrator-figures';
import { Instances, Notifications, Queues, TopChannels } from './administrator-tables';
import classes from './dashboard.module.css';
import { LiveTrends } from './live-trends';
import { useAdministratorPart } from './use-live';

/** All that happens on the server now. */
export function AdministratorView() {
  const { t } = useTranslation('dashboard');
  const degraded = useAdministratorPart((dashboard) => dashboard.degraded);
  return (
    <>
      {degraded && (
        <Alert color="orange" mb="sm" role="alert">
          {t('degraded')}
        </Alert>
      )}
      <AdministratorFigures />
      <div className={classes.halves}>
        <LiveTrends />
        <Queues />
        <Notifications />
        <TopChannels />
      </div>
      <div className={classes.halves}>
        <Instances />
      </div>
    </>
  );
}
