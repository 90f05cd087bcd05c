import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from './empty';
import { LoadFailure } from './load-failure';
import classes from './page-list.module.css';
import type { Pages } from './queries';
import { Waiting } from './waiting';

export interface PageListProps<T> {
  pages: Pages<T>;
  /** What is said where there is nothing. */
  empty: string;
  /** What the list is, where no heading says so. */
  label?: string;
  className?: string | undefined;
  /** One line of the list, with its key. */
  children: (item: T) => ReactNode;
}

/** A list that comes page by page: what to say until it is there, where it cannot be had, is empty, or goes on. */
export function PageList<T>({ pages, empty, label, className = '', children }: PageListProps<T>) {
  const { t } = useTranslation();
  const { items, isLoading, error, hasMore, isLoadingMore, loadMore, retry } = pages;
  return (
    <>
      {isLoading && <Waiting />}
      {error && <LoadFailure error={error} retry={retry} />}
      {items.length > 0 && (
        <ul className={`${classes.list} ${className}`} aria-label={label}>
          {items.map(children)}
        </ul>
      )}
      <Empty text={items.length === 0 && !error && !isLoading ? empty : null} />
      {hasMore && (
        <Button mt="sm" variant="default" loading={isLoadingMore} onClick={loadMore}>
          {t('more')}
        </Button>
      )}
    </>
  );
}
