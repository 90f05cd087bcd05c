import { z } from 'zod';
import { Id, rule } from './ids.js';
import { pageOf } from './page.js';
import { line } from './text.js';

/** The category that everybody has, and that is always the first. */
export const FAVORITES = 'favorites';

export const MAX_CATEGORIES = 50;
/** Over all categories: the whole of it travels in one event. */
export const MAX_PLACED = 1000;

const CategoryName = line(80).min(1, 'must not be empty');
const REFERENCE = 'must be the UUID of a category, or favorites';
const CategoryRef = z
  .string(rule(REFERENCE))
  .toLowerCase()
  .refine((text) => text === FAVORITES || Id.safeParse(text).success, { message: REFERENCE });

export const Category = z
  .object({
    /** A UUID, or `favorites`. */
    id: z.string(),
    /** Null for the favourites: clients name them in their own language. */
    name: z.string().nullable(),
    /** In the user's own order. */
    channelIds: z.array(Id),
  })
  .meta({ id: 'Category' });
export type Category = z.infer<typeof Category>;

/** All of a user's categories, in their order. Of two states, the one with the greater `rev` is the newer. */
export const Sidebar = pageOf(Category).extend({ rev: z.int() }).meta({ id: 'Sidebar' });
export type Sidebar = z.infer<typeof Sidebar>;

export const CreateCategory = z.strictObject({ name: CategoryName }).meta({ id: 'CreateCategory' });
export type CreateCategory = z.infer<typeof CreateCategory>;

export const RenameCategory = CreateCategory.extend({ categoryId: Id }).meta({ id: 'RenameCategory' });
export type RenameCategory = z.infer<typeof RenameCategory>;

export const DeleteCategory = z.strictObject({ categoryId: Id }).meta({ id: 'DeleteCategory' });
export type DeleteCategory = z.infer<typeof DeleteCategory>;

export const OrderCategories = z
  .strictObject({ categoryIds: z.array(Id).max(MAX_CATEGORIES, `must be at most ${MAX_CATEGORIES}`) })
  .meta({ id: 'OrderCategories' });
export type OrderCategories = z.infer<typeof OrderCategories>;

/** `position` counts from 0; without one, or beyond the end, the channel is the last. */
export const ChannelPlace = z
  .strictObject({
    categoryId: CategoryRef.nullable(),
    position: z.int(rule('must be a whole number')).min(0, 'must be at least 0').optional(),
  })
  .meta({ id: 'ChannelPlace' });
export type ChannelPlace = z.infer<typeof ChannelPlace>;

export const PlaceChannel = ChannelPlace.extend({ channelId: Id }).meta({ id: 'PlaceChannel' });
export type PlaceChannel = z.infer<typeof PlaceChannel>;
