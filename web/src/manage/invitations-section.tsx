import { Button, Group, MultiSelect, Select, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../src/contract/auth.js';
import { client } from '../core/client';
import { CopyLink } from '../core/copy-link';
import { submitting } from '../core/form-errors';
import { LANGUAGES } from '../core/i18n';
import { useObservable } from '../core/use-observable';
import { useFormats } from '../core/use-formats';
import classes from './manage.module.css';
import { Section } from './section';

const languages = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
const linkOf = ({ inviteToken }: Invitation): string =>
  `${location.origin}/register?invite=${encodeURIComponent(inviteToken)}`;

/** Links by which people make an account: for everybody, or for a guest of some channels. */
export default function InvitationsSection() {
  const { t } = useTranslation('manage');
  return (
    <Section title={t('sections.invitations')}>
      <MemberForm />
      <GuestForm />
      <Text fz="sm" c="var(--app-muted)">
        {t('invitations.note')}
      </Text>
    </Section>
  );
}

function MemberForm() {
  const { t, i18n } = useTranslation('manage');
  const [made, make] = useState<Invitation | null>(null);
  const form = useForm({ initialValues: { email: '', locale: i18n.language } });
  const submit = submitting(form, async ({ email, locale }) => {
    const body = { locale, ...(email !== '' && { email }) };
    make(await client.call<Invitation>('/auth/invitations', { method: 'POST', body }));
  });
  return (
    <form className={classes.form} onSubmit={form.onSubmit(submit)}>
      <Title order={3} size="h5">
        {t('invitations.member')}
      </Title>
      <div className={classes.fields}>
        <TextInput
          label={t('invitations.email')}
          description={t('invitations.emailHint')}
          type="email"
          {...form.getInputProps('email')}
        />
        <Language {...form.getInputProps('locale')} />
      </div>
      <Made made={made} />
      <Group justify="flex-end">
        <Button type="submit" loading={form.submitting}>
          {t('invitations.create')}
        </Button>
      </Group>
    </form>
  );
}

function GuestForm() {
  const { t, i18n } = useTranslation('manage');
  const [made, make] = useState<Invitation | null>(null);
  const channels = useObservable(client.channels);
  const offered = channels.flatMap(({ id, info }) =>
    info && info.kind !== 'direct' && info.kind !== 'thread' ? [{ value: id, label: info.name ?? id }] : [],
  );
  const form = useForm({ initialValues: { email: '', channelIds: [] as string[], locale: i18n.language } });
  const submit = submitting(form, async (body) => {
    make(await client.call<Invitation>('/guests/invitations', { method: 'POST', body }));
  });
  return (
    <form className={classes.form} onSubmit={form.onSubmit(submit)}>
      <Title order={3} size="h5">
        {t('invitations.guest')}
      </Title>
      <Text fz="sm" c="var(--app-muted)">
        {t('invitations.guestHint')}
      </Text>
      <div className={classes.fields}>
        <TextInput label={t('invitations.email')} type="email" required {...form.getInputProps('email')} />
        <MultiSelect
          label={t('invitations.channels')}
          data={offered}
          searchable
          maxValues={20}
          nothingFoundMessage={t('nothing')}
          {...form.getInputProps('channelIds')}
        />
        <Language {...form.getInputProps('locale')} />
      </div>
      <Made made={made} />
      <Group justify="flex-end">
        <Button type="submit" loading={form.submitting} disabled={form.values.channelIds.length === 0}>
          {t('invitations.create')}
        </Button>
      </Group>
    </form>
  );
}

function Language(input: ReturnType<ReturnType<typeof useForm>['getInputProps']>) {
  const { t } = useTranslation('manage');
  return <Select label={t('invitations.language')} data={languages} allowDeselect={false} {...input} />;
}

function Made({ made }: { made: Invitation | null }) {
  const { t } = useTranslation('manage');
  const { span } = useFormats();
  return (
    <CopyLink
      label={t('invitations.link')}
      description={made ? t('invitations.goodFor', { span: span(made.expiresIn) }) : ''}
      link={made && linkOf(made)}
    />
  );
}
