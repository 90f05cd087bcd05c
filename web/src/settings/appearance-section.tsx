import { Input, SegmentedControl, Select, Stack, useMantineColorScheme } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseDensity, DENSITIES, density } from '../core/density';
import { chooseLanguage, type Language, LANGUAGES } from '../core/i18n';
import { sayError } from '../core/say';
import { saveMe } from './use-me';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** How it looks in this browser, and in which language the user is written to. */
export function AppearanceSection() {
  const { t, i18n } = useTranslation('settings');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [dense, setDense] = useState(density);
  const [schemes, densities] = [useId(), useId()];
  const speak = async (language: Language): Promise<void> => {
    await chooseLanguage(language);
    await saveMe({ locale: language });
  };
  return (
    <Stack gap="xl" maw="26rem">
      <Input.Wrapper label={t('appearance.theme')} labelElement="div" labelProps={{ id: schemes }}>
        <SegmentedControl
          fullWidth
          aria-labelledby={schemes}
          value={colorScheme}
          onChange={setColorScheme}
          data={SCHEMES.map((value) => ({ value, label: t(`appearance.themes.${value}`) }))}
        />
      </Input.Wrapper>
      <Input.Wrapper label={t('appearance.density')} labelElement="div" labelProps={{ id: densities }}>
        <SegmentedControl
          fullWidth
          aria-labelledby={densities}
          value={dense}
          onChange={(chosen) => {
            chooseDensity(chosen);
            setDense(chosen);
          }}
          data={DENSITIES.map((value) => ({ value, label: t(`appearance.densities.${value}`) }))}
        />
      </Input.Wrapper>
      <Select
        label={t('appearance.language')}
        description={t('appearance.languageHint')}
        value={i18n.language}
        allowDeselect={false}
        data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        onChange={(chosen) => void (chosen && speak(chosen as Language).catch(sayError))}
      />
    </Stack>
  );
}
