import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Formats } from './formats';
import { regionOf } from './region';

export function useFormats(): Formats {
  const { language } = useTranslation().i18n;
  return useMemo(() => new Formats(regionOf(language)), [language]);
}
