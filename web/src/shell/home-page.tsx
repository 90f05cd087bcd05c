import { useTranslation } from 'react-i18next';
import { Redirect } from 'wouter';
import { client } from '../core/client';
import { Notice } from '../core/notice';
import { useObservable } from '../core/use-observable';

/** Leads to a conversation where there is one. */
export function HomePage() {
  const { t } = useTranslation('conversation');
  const [first] = useObservable(client.channels);
  if (first) return <Redirect to={`/c/${first.id}`} replace />;
  return <Notice title={t('empty.title')} text={t('empty.text')} />;
}
