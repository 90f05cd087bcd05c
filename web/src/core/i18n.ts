import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { en } from '../locales/en';

export const LANGUAGES = { en: 'English', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en;
  }
}

const KEY = 'tertulia-language';

const loaders = {
  en: async () => (await import('../locales/en')).en,
  es: async () => (await import('../locales/es')).es,
};

const isLanguage = (text: string | null | undefined): text is Language => text === 'en' || text === 'es';

/** The one that was chosen here, else the first of the browser's that there is. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(KEY);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

export async function startI18n(): Promise<void> {
  const language = firstLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: await loaders[language]() },
    defaultNS: 'common',
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  for (const [namespace, texts] of Object.entries(await loaders[language]())) {
    i18next.addResourceBundle(language, namespace, texts);
  }
  localStorage.setItem(KEY, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
