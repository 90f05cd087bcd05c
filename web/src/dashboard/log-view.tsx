import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogEntry } from '../../../src/contract/dashboard.js';
import { LoadFailure } from '../core/load-failure';
import { usePages } from '../core/queries';
import { SearchField } from '../core/search-field';
import { Waiting } from '../core/waiting';
import { UserName } from '../people/user-name';
import classes from './dashboard.module.css';
import { LiveStateLine } from './live-state';
import { type LogFilter, merged, passing } from './log-entries';
import { useFormats } from '../core/use-formats';
import { useNewEntries } from './use-new-entries';
import { Tag } from '../core/tag';

/** What is done to the server and what happens to it, as it happens. */
export function LogView() {
  const { t } = useTranslation('dashboard');
  const [filter, look] = useState<LogFilter>({ source: 'all', text: '' });
  const { entries, open } = useNewEntries();
  const query = filter.source === 'all' ? '' : `?source=${filter.source}`;
  const pages = usePages<LogEntry>(`/dashboard/log${query}`);
  const shown = passing(merged(entries, pages.items), filter);
  const filtered = query !== '' || filter.text !== '';
  return (
    <>
      <Group mb="md" gap="sm">
        <SegmentedControl
          aria-label={t('log.source')}
          value={filter.source}
          onChange={(source) => look({ ...filter, source: source as LogFilter['source'] })}
          data={(['all', 'audit', 'system'] as const).map((value) => ({ value, label: t(`log.sources.${value}`) }))}
        />
        <SearchField
          flex="1 1 12rem"
          label={t('log.search')}
          value={filter.text}
          onChange={(text) => look({ ...filter, text })}
        />
        <LiveStateLine open={open} />
      </Group>
      {pages.error && <LoadFailure error={pages.error} retry={pages.retry} />}
      {pages.isLoading && <Waiting />}
      {!pages.isLoading && shown.length === 0 && (
        <Text c="var(--app-muted)">{t(filtered ? 'log.empty' : 'log.nothing')}</Text>
      )}
      <div role="log" aria-label={t('log.title')}>
        <ul className={classes.plain}>
          {shown.map((entry) => (
            <Line key={entry.id} entry={entry} />
          ))}
        </ul>
      </div>
      {pages.hasMore && (
        <Button variant="default" mt="md" loading={pages.isLoadingMore} onClick={pages.loadMore}>
          {t('log.older')}
        </Button>
      )}
    </>
  );
}

function Line({ entry }: { entry: LogEntry }) {
  const { t } = useTranslation('dashboard');
  const { moment } = useFormats();
  const detail = Object.keys(entry.detail).length > 0 ? JSON.stringify(entry.detail) : null;
  return (
    <li className={classes.entry}>
      <time dateTime={entry.at}>{moment(entry.at)}</time>
      <div>
        <Tag tone={entry.source === 'audit' ? 'accent' : 'calm'}>{t(`log.sources.${entry.source}`)}</Tag>
      </div>
      <div>
        <b>{entry.action}</b> {entry.target}{' '}
        {entry.actorId !== null && (
          <>
            · <UserName userId={entry.actorId} />
          </>
        )}
        {detail !== null && (
          <div>
            <code>{detail}</code>
          </div>
        )}
      </div>
    </li>
  );
}
