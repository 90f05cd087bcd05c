import i18next from 'i18next';
import { lazy } from 'react';
import { openDialog } from '../core/open-dialog';

const CreateChannel = lazy(async () => ({ default: (await import('./create-channel')).CreateChannel }));
const CategoryName = lazy(async () => ({ default: (await import('./category-name')).CategoryName }));

export const openCreateChannel = (): void =>
  openDialog(i18next.t('create.title', { ns: 'channels' }), (close) => <CreateChannel onDone={close} />);

/** Of a new category, where none is given. */
export const openCategoryName = (category?: { id: string; name: string }): void =>
  openDialog(
    category ? i18next.t('category.rename', { ns: 'channels' }) : i18next.t('category.create', { ns: 'channels' }),
    (close) => <CategoryName category={category ?? null} onDone={close} />,
    'sm',
  );
