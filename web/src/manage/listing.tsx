import { Alert, Button, Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pages } from '../core/queries';
import { textOf } from '../core/say';
import { Waiting } from '../core/waiting';
import classes from './manage.module.css';

interface ListingProps<T> {
  label: string;
  pages: Pages<T>;
  keyOf: (item: T) => string;
  empty: string;
  children: (item: T) => ReactNode;
}

/** A list page by page, with what to say where it is empty or cannot be had. */
export function Listing<T>({ label, pages, keyOf, empty, children }: ListingProps<T>) {
  const { t } = useTranslation('manage');
  const { items, isLoading, error, hasMore, isLoadingMore, loadMore } = pages;
  return (
    <>
      {error && (
        <Alert color="red" role="alert" mb="sm">
          {textOf(error)}
        </Alert>
      )}
      {isLoading && <Waiting />}
      {!isLoading && !error && items.length === 0 && (
        <Text c="var(--app-muted)" py="md">
          {empty}
        </Text>
      )}
      {items.length > 0 && (
        <ul className={classes.list} aria-label={label}>
          {items.map((item) => (
            <Fragment key={keyOf(item)}>{children(item)}</Fragment>
          ))}
        </ul>
      )}
      {hasMore && (
        <Button variant="default" mt="md" loading={isLoadingMore} onClick={loadMore}>
          {t('more')}
        </Button>
      )}
    </>
  );
}

interface RowProps {
  lead?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  /** Badges and buttons at the end of the line. */
  side?: ReactNode;
  /** Below the line, over its whole width. */
  children?: ReactNode;
}

export const Row = ({ lead, title, detail, side, children }: RowProps) => (
  <li className={classes.row}>
    <div className={classes.line}>
      {lead}
      <div className={classes.words}>
        <div className={classes.title}>{title}</div>
        {detail !== undefined && <div className={classes.detail}>{detail}</div>}
      </div>
      <div className={classes.side}>{side}</div>
    </div>
    {children}
  </li>
);
