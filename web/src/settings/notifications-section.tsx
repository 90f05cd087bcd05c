import { NumberInput, Stack, TagsInput, Text, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preferences } from '../../../src/contract/notifications.js';
import { LoadFailure } from '../core/load-failure';
import { Waiting } from '../core/waiting';
import { ChannelLevels } from './channel-levels';
import { DigestForm } from './digest-form';
import { DoNotDisturb } from './do-not-disturb';
import { KindWays } from './kind-ways';
import { QuietHoursForm } from './quiet-hours-form';
import { savePreferences, usePreferences } from './use-preferences';

const MAX_KEYWORDS = 50;
const MAX_MINUTES = 1440;

/** What the user hears of, by which way, and when not. */
export function NotificationsSection() {
  const { t } = useTranslation('settings');
  const { data: preferences, error, refetch } = usePreferences();
  if (!preferences) return error ? <LoadFailure error={error} retry={() => void refetch()} /> : <Waiting />;
  return (
    <Stack gap="xl">
      <Part title={t('notifications.kindsTitle')} hint={t('notifications.kindsHint')}>
        <KindWays kinds={preferences.kinds} />
      </Part>
      <Part title={t('notifications.doNotDisturb')} hint={t('notifications.doNotDisturbHint')}>
        <DoNotDisturb until={preferences.doNotDisturbUntil} />
      </Part>
      <Part title={t('notifications.quietHours')} hint={t('notifications.quietHoursHint')}>
        <QuietHoursForm windows={preferences.quietHours} />
      </Part>
      <Part title={t('notifications.keywords')} hint={t('notifications.keywordsHint')}>
        <Keywords keywords={preferences.keywords} />
      </Part>
      <Part title={t('notifications.mails')} hint={t('notifications.mailsHint')}>
        <Mails preferences={preferences} />
      </Part>
      <Part title={t('notifications.channels')} hint={t('notifications.channelsHint')}>
        <ChannelLevels />
      </Part>
    </Stack>
  );
}

function Part({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <section>
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text c="var(--app-muted)" size="sm" mb="sm">
        {hint}
      </Text>
      {children}
    </section>
  );
}

function Keywords({ keywords }: Pick<Preferences, 'keywords'>) {
  const { t } = useTranslation('settings');
  const [error, fail] = useState<string | null>(null);
  const change = (words: string[]): void => {
    const wrong = words.some((word) => word.trim().length < 2 || word.trim().length > 50);
    fail(wrong ? t('notifications.keywordRule') : null);
    if (!wrong) void savePreferences({ keywords: words });
  };
  return (
    <TagsInput
      aria-label={t('notifications.keywords')}
      placeholder={t('notifications.keywordAdd')}
      value={keywords}
      onChange={change}
      maxTags={MAX_KEYWORDS}
      error={error}
      maw="32rem"
      clearable={false}
    />
  );
}

function Mails({ preferences: { digest, emailAfterMinutes } }: { preferences: Preferences }) {
  const { t } = useTranslation('settings');
  const [minutes, setMinutes] = useState<string | number>(emailAfterMinutes);
  const save = (): void => {
    if (typeof minutes === 'number' && minutes !== emailAfterMinutes) {
      void savePreferences({ emailAfterMinutes: minutes }).then((saved) => saved || setMinutes(emailAfterMinutes));
    } else setMinutes(emailAfterMinutes);
  };
  return (
    <Stack gap="md" maw="32rem">
      <NumberInput
        label={t('notifications.emailAfter')}
        value={minutes}
        onChange={setMinutes}
        onBlur={save}
        min={0}
        max={MAX_MINUTES}
        allowDecimal={false}
        hideControls
        w="14rem"
      />
      <DigestForm digest={digest} />
    </Stack>
  );
}
