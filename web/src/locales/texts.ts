import type { en } from './en';
import type { enPages } from './en-pages';

type Same<T> = T extends string ? string : { [K in keyof T]: Same<T[K]> };

/** What every language has to say: the English keys. */
export type Texts = Same<typeof en>;
export type PageTexts = Same<typeof enPages>;
