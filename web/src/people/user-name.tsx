import { useTranslation } from 'react-i18next';
import { useUser } from './use-user';

/** Somebody's name as they chose it. */
export function UserName({ userId }: { userId: string }) {
  const { t } = useTranslation('people');
  const user = useUser(userId);
  if (user === undefined) return <span>…</span>;
  return <span>{user?.displayName ?? t('unknown')}</span>;
}
