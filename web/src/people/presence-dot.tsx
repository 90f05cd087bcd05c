import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './presence-dot.module.css';
import { usePresence } from './presence';

/** Whether somebody is there, as a dot and, for who sees none, as a word. */
export function PresenceDot({ userId }: { userId: string }) {
  const { t } = useTranslation('people');
  const status = usePresence(userId)?.status;
  if (!status) return null;
  return (
    <>
      <span className={classes.dot} data-status={status} title={t(`presence.${status}`)} aria-hidden />
      <VisuallyHidden>{t(`presence.${status}`)}</VisuallyHidden>
    </>
  );
}
