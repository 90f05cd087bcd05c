import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { showFieldErrors } from '../core/form-errors';
import { createCategory, renameCategory } from './categories';

interface CategoryNameProps {
  category: { id: string; name: string } | null;
  onDone: () => void;
}

/** How a part of the user's list is called. */
export function CategoryName({ category, onDone }: CategoryNameProps) {
  const { t } = useTranslation(['channels', 'common']);
  const form = useForm({
    initialValues: { name: category?.name ?? '' },
    validate: { name: (name) => (name.trim() === '' ? t('category.empty') : null) },
  });
  const submit = form.onSubmit(async ({ name }) => {
    try {
      await (category ? renameCategory(category.id, name.trim()) : createCategory(name.trim()));
      onDone();
    } catch (error) {
      showFieldErrors(form, error);
    }
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput label={t('category.name')} maxLength={80} data-autofocus {...form.getInputProps('name')} />
        <Group justify="flex-end">
          <Button type="submit" loading={form.submitting}>
            {t('common:save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
