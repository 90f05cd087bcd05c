import i18next from 'i18next';
import { lazy } from '../core/lazy';
import { openDialog } from '../core/open-dialog';
import { sayError } from '../core/say';

const CategoryName = lazy(async () => ({ default: (await import('./category-name')).CategoryName }));

const loadCreateChannel = () => import('./create-channel');

/** For where somebody is about to make a channel. */
export const prepareCreateChannel = (): void => void loadCreateChannel().catch(() => undefined);

export const openCreateChannel = (): void =>
  void loadCreateChannel().then(({ CreateChannel }) => {
    const title = i18next.t('create.title', { ns: 'channels' });
    openDialog(title, (close) => <CreateChannel onDone={close} />, 'md', false);
  }, sayError);

/** Of a new category, where none is given. */
export const openCategoryName = (category?: { id: string; name: string }): void =>
  openDialog(
    category ? i18next.t('category.rename', { ns: 'channels' }) : i18next.t('category.create', { ns: 'channels' }),
    (close) => <CategoryName category={category ?? null} onDone={close} />,
    'sm',
  );
