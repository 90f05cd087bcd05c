import { useTranslation } from 'react-i18next';
import { ReportList } from '../channels/report-list';
import { Section } from './section';

/** Messages that somebody found wrong, and what came of it. */
export default function ReportsSection() {
  const { t } = useTranslation('manage');
  return (
    <Section title={t('sections.reports')}>
      <ReportList path="/admin/reports" />
    </Section>
  );
}
