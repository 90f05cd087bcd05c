import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../../../src/contract/users.js';
import { client } from '../core/client';
import { textOf } from '../core/say';
import { Avatar } from '../people/avatar';
import { pictureOf } from './picture';
import { rememberMe } from './use-me';

const PATH = '/users/me/avatar';

/** The user's picture: another, or none. */
export function AvatarEditor({ me }: { me: Me }) {
  const { t } = useTranslation('settings');
  const [busy, setBusy] = useState(false);
  const [error, fail] = useState<string | null>(null);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    fail(null);
    await work().catch((thrown: unknown) => fail(textOf(thrown)));
    setBusy(false);
  };
  const choose = (file: File | null): void => {
    if (!file) return;
    void run(async () => {
      const picture = await pictureOf(file).catch(() => null);
      if (!picture) return fail(t('profile.noPicture'));
      rememberMe(await client.call<Me>(PATH, { method: 'PUT', body: picture }));
    });
  };
  const remove = (): void =>
    void run(async () => {
      await client.call(PATH, { method: 'DELETE' });
      rememberMe({ ...me, avatarUrl: null });
    });
  return (
    <Group gap="lg">
      <Avatar userId={me.id} size={72} />
      <Stack gap={6}>
        <Group gap="xs">
          <FileButton onChange={choose} accept="image/*" inputProps={{ 'aria-label': t('profile.picture') }}>
            {(props) => (
              <Button {...props} variant="default" size="xs" loading={busy}>
                {t('profile.choosePicture')}
              </Button>
            )}
          </FileButton>
          {me.avatarUrl !== null && (
            <Button variant="subtle" color="gray" size="xs" onClick={remove} disabled={busy}>
              {t('profile.removePicture')}
            </Button>
          )}
        </Group>
        {error ? (
          <Text size="sm" c="red.8" role="alert">
            {error}
          </Text>
        ) : (
          <Text size="sm" c="var(--app-muted)">
            {t('profile.pictureHint')}
          </Text>
        )}
      </Stack>
    </Group>
  );
}
