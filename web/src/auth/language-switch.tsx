import { Group, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, type Language, LANGUAGES } from '../core/i18n';
import { sayError } from '../core/say';
import classes from './card.module.css';

/** For whoever is not signed in: each language under its own name. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation('auth');
  const languages = Object.entries(LANGUAGES) as [Language, string][];
  return (
    <Group component="nav" gap="xs" justify="center" aria-label={t('language')}>
      {languages.map(([language, name]) => (
        <UnstyledButton
          key={language}
          lang={language}
          className={classes.language}
          aria-pressed={i18n.language === language}
          onClick={() => void chooseLanguage(language).catch(sayError)}
        >
          {name}
        </UnstyledButton>
      ))}
    </Group>
  );
}
