import { useTranslation } from 'react-i18next';
import type { AuditRecord } from '../../../src/contract/admin.js';
import { PageList } from '../core/page-list';
import { usePages } from '../core/queries';
import { SearchField, useSearch } from '../core/search-field';
import { useFormats } from '../core/use-formats';
import { UserName } from '../people/user-name';
import { asText, Details } from './details';
import classes from './manage.module.css';
import { Row } from './row';
import { Section } from './section';

/** Who did what to the server. */
export default function AuditSection() {
  const { t } = useTranslation('manage');
  const { moment } = useFormats();
  const { field, query: action } = useSearch();
  const query = action === '' ? '' : `?action=${encodeURIComponent(action)}`;
  const pages = usePages<AuditRecord>(`/admin/audit${query}`);
  return (
    <Section title={t('sections.audit')}>
      <SearchField mb="md" label={t('audit.action')} labelled description={t('audit.hint')} {...field} />
      <PageList
        className={classes.list}
        label={t('sections.audit')}
        pages={pages}
        empty={t(action === '' ? 'audit.empty' : 'audit.none')}
      >
        {({ id, action: done, target, actorId, at, ip, detail }) => (
          <Row
            key={id}
            title={`${done} · ${target}`}
            detail={
              <>
                {moment(at)} · {actorId === null ? t('audit.server') : <UserName userId={actorId} />}
                {ip !== null && ` · ${ip}`}
              </>
            }
          >
            {Object.keys(detail).length > 0 && <Details name={`${done} · ${target}`} of={asText(detail)} />}
          </Row>
        )}
      </PageList>
    </Section>
  );
}
