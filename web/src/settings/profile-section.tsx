import { Button, Select, Stack, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Me } from '../../../src/contract/users.js';
import { submitting } from '../core/form-errors';
import { LoadFailure } from '../core/load-failure';
import { say, sayError } from '../core/say';
import { Waiting } from '../core/waiting';
import { AvatarEditor } from './avatar-editor';
import { saveMe, useMe } from './use-me';

const ZONES = Intl.supportedValuesOf('timeZone');

/** What others see of the user, and by which clock they live. */
export function ProfileSection() {
  const { data: me, error, refetch } = useMe();
  if (me) return <ProfileForm me={me} />;
  return error ? <LoadFailure error={error} retry={() => void refetch()} /> : <Waiting />;
}

function ProfileForm({ me }: { me: Me }) {
  const { t } = useTranslation(['settings', 'auth', 'common']);
  const { displayName, timeZone, readReceipts } = me;
  const form = useForm({
    initialValues: { displayName, timeZone },
    validate: { displayName: (name) => (name.trim() === '' ? t('auth:rules.displayName') : null) },
  });
  const submit = submitting(
    form,
    async (values: typeof form.values) => {
      await saveMe(values);
      form.resetDirty(values);
      say(t('saved'));
    },
    { words: (field) => (field === 'displayName' ? t('auth:rules.displayName') : undefined) },
  );
  const zones = ZONES.includes(timeZone) ? ZONES : [timeZone, ...ZONES];
  return (
    <Stack gap="xl">
      <AvatarEditor me={me} />
      <form onSubmit={form.onSubmit(submit)} noValidate>
        <Stack gap="md" maw="26rem">
          <TextInput label={t('profile.displayName')} maxLength={80} required {...form.getInputProps('displayName')} />
          <TextInput
            label={t('profile.username')}
            value={`@${me.username}`}
            readOnly
            description={t('profile.usernameHint')}
          />
          <Select
            label={t('profile.timeZone')}
            description={t('profile.timeZoneHint')}
            data={zones}
            searchable
            allowDeselect={false}
            limit={100}
            nothingFoundMessage={t('profile.noZone')}
            {...form.getInputProps('timeZone')}
          />
          <Button
            type="submit"
            loading={form.submitting}
            disabled={!form.isDirty()}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('common:save')}
          </Button>
        </Stack>
      </form>
      <Switch
        label={t('profile.readReceipts')}
        description={t('profile.readReceiptsHint')}
        checked={readReceipts}
        onChange={({ currentTarget }) => void saveMe({ readReceipts: currentTarget.checked }).catch(sayError)}
      />
    </Stack>
  );
}
