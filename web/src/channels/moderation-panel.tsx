import { useTranslation } from 'react-i18next';
import { PanelHeader } from '../shell/panel-header';
import type { PanelProps } from '../shell/panel-props';
import { ReportList } from './report-list';
import classes from './panel.module.css';

/** Messages that people reported, to be judged. */
export default function ModerationPanel({ channelId }: PanelProps) {
  const { t } = useTranslation('running');
  return (
    <>
      <PanelHeader title={t('reports.title')} />
      <div className={classes.body}>
        <section>
          <ReportList path={`/channels/${channelId}/reports`} />
        </section>
      </div>
    </>
  );
}
