import type { z } from 'zod';

/** What instances tell one another, declared by the feature that owns it. */
export interface Topic<S extends z.ZodType = z.ZodType> {
  name: string;
  schema: S;
}
export type TopicData<T extends Topic> = z.output<T['schema']>;

export const defineTopic = <S extends z.ZodType>(name: string, schema: S): Topic<S> => ({ name, schema });
