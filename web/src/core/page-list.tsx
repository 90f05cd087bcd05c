import { Button, Center, Stack } from '@mantine/core';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from './empty';
import type { Pages } from './queries';
import { textOf } from './say';
import { Waiting } from './waiting';

export interface PageListProps<T> {
  pages: Pages<T>;
  /** What is said where there is nothing. */
  empty: string;
  children: (item: T) => ReactNode;
}

/** Items of a paged list, with what to say until they are there, where there are none, and where there are more. */
export function PageList<T>({ pages, empty, children }: PageListProps<T>) {
  const { t } = useTranslation();
  const { items, isLoading, error, hasMore, isLoadingMore, loadMore } = pages;
  if (isLoading) return <Waiting />;
  if (error) return <Empty text={textOf(error)} />;
  if (items.length === 0) return <Empty text={empty} />;
  return (
    <Stack gap="sm">
      {items.map(children)}
      {hasMore && (
        <Center>
          <Button variant="subtle" loading={isLoadingMore} onClick={loadMore}>
            {t('more')}
          </Button>
        </Center>
      )}
    </Stack>
  );
}
