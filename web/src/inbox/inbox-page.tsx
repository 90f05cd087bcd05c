import { Button, Center, SegmentedControl, Text } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { IconChecks } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { sayError } from '../core/say';
import { useMinute } from '../core/use-now';
import { useObservable } from '../core/use-observable';
import { Waiting } from '../core/waiting';
import { PageFrame } from '../shell/page-frame';
import classes from './inbox.module.css';
import { InboxLine } from './inbox-line';
import { type Show, useLines } from './use-lines';

const SHOWS: Show[] = ['inbox', 'unread', 'archived'];

/** All that concerned the user, the newest first. */
export default function InboxPage() {
  const { t } = useTranslation('inbox');
  const [show, choose] = useState<Show>('inbox');
  const { unread } = useObservable(client.inbox);
  const { items, isPending, hasOlder, loadOlder } = useLines(show);
  const now = useMinute();
  const readAll = async (): Promise<void> => {
    await client.inbox.markAllRead();
    await client.inbox.load();
  };
  return (
    <PageFrame
      title={t('title')}
      actions={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconChecks size={16} />}
          disabled={!unread}
          onClick={() => void readAll().catch(sayError)}
        >
          {t('readAll')}
        </Button>
      }
    >
      <SegmentedControl
        aria-label={t('show')}
        value={show}
        onChange={choose}
        data={SHOWS.map((value) => ({ value, label: t(`shows.${value}`) }))}
        mb="md"
      />
      {isPending ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Center mih="12rem">
          <Text c="var(--app-muted)">{t(`empty.${show}`)}</Text>
        </Center>
      ) : (
        <ul className={classes.lines} aria-label={t('title')}>
          {items.map((line) => (
            <InboxLine key={line.id} line={line} now={now} />
          ))}
        </ul>
      )}
      {hasOlder && !isPending && <Older key={items.length} onReach={loadOlder} />}
    </PageFrame>
  );
}

/** Asks for older lines when it comes into view, or when it is pressed. */
function Older({ onReach }: { onReach: () => void }) {
  const { t } = useTranslation('inbox');
  const { ref, entry } = useIntersection();
  const reached = useEffectEvent(onReach);
  useEffect(() => {
    if (entry?.isIntersecting) reached();
  }, [entry?.isIntersecting]);
  return (
    <Center ref={ref} p="md">
      <Button variant="subtle" onClick={onReach}>
        {t('older')}
      </Button>
    </Center>
  );
}
