import { Button, Center, Loader, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { textOf } from '../core/say';
import classes from './later.module.css';

interface LaterListProps<T> {
  query: UseQueryResult<{ items: T[] }>;
  empty: string;
  children: (item: T) => ReactNode;
}

/** A list that was asked for: what there is, that there is nothing, or why it is not known. */
export function LaterList<T>({ query: { data, error, refetch }, empty, children }: LaterListProps<T>) {
  const { t } = useTranslation();
  if (data && data.items.length > 0) return <ul className={classes.list}>{data.items.map(children)}</ul>;
  if (data) {
    return (
      <Text c="var(--app-muted)" p="md">
        {empty}
      </Text>
    );
  }
  return (
    <Center p="xl">
      {error ? (
        <Button variant="default" onClick={() => void refetch()}>
          {textOf(error)} {t('retry')}
        </Button>
      ) : (
        <Loader size="sm" aria-label={t('loading')} />
      )}
    </Center>
  );
}
