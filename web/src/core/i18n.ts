import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { en } from '../locales/en';
import type { enPages } from '../locales/en-pages';

export const LANGUAGES = { en: 'English', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: typeof en & typeof enPages;
  }
}

const KEY = 'tertulia-language';

const loaders = {
  en: async () => (await import('../locales/en')).en,
  es: async () => (await import('../locales/es')).es,
};

const pageLoaders = {
  en: async () => (await import('../locales/en-pages')).enPages,
  es: async () => (await import('../locales/es-pages')).esPages,
};

let pagesAreRead = false;

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

/** The texts of what not everybody opens; to be there before it is. */
async function loadPageTexts(language = i18next.language as Language): Promise<void> {
  pagesAreRead = true;
  add(language, await pageLoaders[language]());
}

/** A part of the application whose texts are among those. */
export async function withPageTexts<P>(part: Promise<P>): Promise<P> {
  const [loaded] = await Promise.all([part, loadPageTexts()]);
  return loaded;
}

export async function chooseLanguage(language: Language): Promise<void> {
  add(language, await loaders[language]());
  if (pagesAreRead) await loadPageTexts(language);
  localStorage.setItem(KEY, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

function add(language: Language, texts: object): void {
  for (const [namespace, said] of Object.entries(texts)) i18next.addResourceBundle(language, namespace, said);
}
