import { type Category, FAVORITES, MAX_CATEGORIES, MAX_PLACED } from '../contract/categories.js';
import { conflict, notFound } from '../core/errors/domain-error.js';

/** Of somebody who has arranged nothing. */
export const NO_CATEGORIES: readonly Category[] = [{ id: FAVORITES, name: null, channelIds: [] }];

export function withCategory(categories: readonly Category[], id: string, name: string): Category[] {
  if (categories.length > MAX_CATEGORIES) throw conflict(`You have at most ${MAX_CATEGORIES} categories`);
  return [...categories, { id, name, channelIds: [] }];
}

export function withName(categories: readonly Category[], id: string, name: string): Category[] {
  requireCategory(categories, id);
  return categories.map((category) => (category.id === id ? { ...category, name } : category));
}

/** Its channels are in none then. */
export function withoutCategory(categories: readonly Category[], id: string): Category[] {
  requireCategory(categories, id);
  return categories.filter((category) => category.id !== id);
}

/** The favourites stay the first. */
export function inOrder(categories: readonly Category[], ids: readonly string[]): Category[] {
  const [favorites, ...own] = categories;
  const byId = new Map(own.map((category) => [category.id, category]));
  const ordered = ids.flatMap((id) => byId.get(id) ?? []);
  if (!favorites || ids.length !== own.length || new Set(ordered).size !== own.length) {
    throw conflict('The order must name each of your categories once');
  }
  return [favorites, ...ordered];
}

/** Puts a channel into one category, and so out of every other; with null into none. */
export function withChannel(
  categories: readonly Category[],
  channelId: string,
  categoryId: string | null,
  position: number = MAX_PLACED,
): Category[] {
  const without = categories.map((category) => ({
    ...category,
    channelIds: category.channelIds.filter((id) => id !== channelId),
  }));
  if (categoryId === null) return without;
  const category = requireCategory(without, categoryId);
  const placed = without.reduce((sum, { channelIds }) => sum + channelIds.length, 0);
  if (placed >= MAX_PLACED) throw conflict(`Your categories hold at most ${MAX_PLACED} channels`);
  category.channelIds.splice(position, 0, channelId);
  return without;
}

function requireCategory(categories: readonly Category[], id: string): Category {
  const category = categories.find((each) => each.id === id);
  if (!category) throw notFound('Category');
  return category;
}
