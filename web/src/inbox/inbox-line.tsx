import { ActionIcon, Tooltip, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArchive, IconHelpCircle } from '@tabler/icons-react';
import type { Notification } from '@tertulia/client';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { client } from '../core/client';
import { named } from '../core/named';
import { sayError } from '../core/say';
import classes from './inbox.module.css';
import { KindIcon } from './kind-icon';
import { agoText, mediumMomentText } from '../core/dates';
import { Why } from './why';

/** One line of the inbox: opening it reads it. */
export function InboxLine({ line, now }: { line: Notification; now: number }) {
  const { t } = useTranslation('inbox');
  const [why, { toggle }] = useDisclosure(false);
  const region = useId();
  const unread = line.readAt === null;
  const read = (): void => {
    if (unread) void client.inbox.markRead(line.id).catch(sayError);
  };
  const archive = (): void => void client.inbox.archive(line.id).catch(sayError);
  return (
    <li className={classes.line} data-unread={unread || undefined}>
      <div className={classes.row}>
        <span className={classes.icon}>
          <KindIcon kind={line.kind} />
        </span>
        <Link href={line.path} className={classes.open} onClick={read}>
          <span className={classes.title}>
            {unread && <VisuallyHidden>{t('unread')} </VisuallyHidden>}
            {line.title}
          </span>
          {line.body && <span className={classes.body}>{line.body}</span>}
        </Link>
        <time className={classes.time} dateTime={line.updatedAt} title={mediumMomentText(line.updatedAt)}>
          {agoText(line.updatedAt, now)}
        </time>
        <span className={classes.actions}>
          <Tooltip label={t('why.title')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              {...named(t('why.title'), line.title)}
              aria-expanded={why}
              aria-controls={region}
              onClick={toggle}
            >
              <IconHelpCircle size={18} />
            </ActionIcon>
          </Tooltip>
          {line.archivedAt === null && (
            <Tooltip label={t('archive')}>
              <ActionIcon variant="subtle" color="gray" {...named(t('archive'), line.title)} onClick={archive}>
                <IconArchive size={18} />
              </ActionIcon>
            </Tooltip>
          )}
        </span>
      </div>
      <div id={region} className={classes.why} hidden={!why}>
        {why && <Why id={line.id} />}
      </div>
    </li>
  );
}
