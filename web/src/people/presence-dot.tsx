import { Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './presence-dot.module.css';
import { usePresence } from './presence';

/** Whether somebody is there, as a dot and as a word: of which only who sees no dot learns, unless it is `worded`. */
export function PresenceDot({ userId, worded = false }: { userId: string; worded?: boolean }) {
  const { t } = useTranslation('people');
  const status = usePresence(userId)?.status;
  if (!status) return null;
  const text = t(`presence.${status}`);
  return (
    <>
      <span className={classes.dot} data-status={status} title={text} aria-hidden />
      {worded ? <Text size="sm">{text}</Text> : <VisuallyHidden>{text}</VisuallyHidden>}
    </>
  );
}
