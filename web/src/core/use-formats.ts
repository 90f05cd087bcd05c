import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Formats } from './formats';

/** The browser's own region, where it speaks the chosen language. */
const regionOf = (language: string): string => navigator.languages.find((tag) => tag.startsWith(language)) ?? language;

export function useFormats(): Formats {
  const { language } = useTranslation().i18n;
  return useMemo(() => new Formats(regionOf(language)), [language]);
}
