import { Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { useConnected } from '../core/use-connected';
import classes from './presence-dot.module.css';
import { usePresence } from './presence';

/** Whether somebody is there, as a dot and as a word: of which only who sees no dot learns, unless it is `worded`. */
export function PresenceDot({ userId, worded = false }: { userId: string; worded?: boolean }) {
  const { t } = useTranslation('people');
  const known = usePresence(userId)?.status;
  const connected = useConnected();
  const status = known && userId === client.user?.id && !connected ? 'offline' : known;
  if (!status) return null;
  const text = t(`presence.${status}`);
  return (
    <>
      <span className={classes.dot} data-status={status} title={text} aria-hidden />
      {worded ? <Text size="sm">{text}</Text> : <VisuallyHidden>{text}</VisuallyHidden>}
    </>
  );
}
