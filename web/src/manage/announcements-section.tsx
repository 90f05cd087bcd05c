import { Button, Group, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { client } from '../core/client';
import { submitting } from '../core/form-errors';
import { confirm } from '../core/open-dialog';
import { say } from '../core/say';
import classes from './manage.module.css';
import { Section } from './section';

/** What everybody is told. */
export default function AnnouncementsSection() {
  const { t } = useTranslation('manage');
  const form = useForm({ initialValues: { title: '', body: '', critical: false } });
  const send = submitting(form, async (body) => {
    await client.call('/announcements', { method: 'POST', body });
    form.reset();
    say(t('announcements.sent'));
  });
  const ask = (values: typeof form.values) =>
    confirm(
      {
        title: t('announcements.send'),
        text: t('announcements.sure', { title: values.title }),
        action: t('announcements.send'),
      },
      () => void send(values),
    );
  return (
    <Section title={t('sections.announcements')}>
      <form className={classes.form} onSubmit={form.onSubmit(ask)}>
        <TextInput label={t('announcements.title')} maxLength={120} required {...form.getInputProps('title')} />
        <Textarea
          label={t('announcements.body')}
          minRows={4}
          autosize
          maxLength={2000}
          required
          {...form.getInputProps('body')}
        />
        <Switch
          label={t('announcements.critical')}
          description={t('announcements.criticalHint')}
          {...form.getInputProps('critical', { type: 'checkbox' })}
        />
        <Group justify="flex-end">
          <Button type="submit">{t('announcements.send')}</Button>
        </Group>
      </form>
    </Section>
  );
}
