import type { en } from './en';

type Same<T> = T extends string ? string : { [K in keyof T]: Same<T[K]> };

/** What every language has to say: the English keys. */
export type Texts = Same<typeof en>;
