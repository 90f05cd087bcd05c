import { useGet, queries } from '../core/queries';
import { client } from '../core/client';
import type { Category, Sidebar } from '../../../src/contract/categories.js';

const PATH = '/categories';
const KEY = ['GET', PATH];
const NONE: readonly Category[] = [];

/** The category that everybody has. */
export const FAVORITES = 'favorites';

/** Of two states the one with the greater rev is the newer. */
function take(state: Sidebar): void {
  queries.setQueryData<Sidebar>(KEY, (known) => (known && known.rev > state.rev ? known : state));
}

client.on('sidebar', take);
client.on('personal:resync', () => void queries.invalidateQueries({ queryKey: KEY }));

/** How the user arranged their channels, the favourites first. */
export const useCategories = (): readonly Category[] => useGet<Sidebar>(PATH).data?.items ?? NONE;

/** Puts a channel into a category, or with null into none. */
export async function placeChannel(channelId: string, categoryId: string | null, position?: number): Promise<void> {
  const place = position === undefined ? { categoryId } : { categoryId, position };
  take(await client.call<Sidebar>(`/channels/${channelId}/category`, { method: 'PUT', body: place }));
}

export async function createCategory(name: string): Promise<void> {
  take(await client.call<Sidebar>(PATH, { method: 'POST', body: { name } }));
}

export async function renameCategory(id: string, name: string): Promise<void> {
  take(await client.call<Sidebar>(`${PATH}/${id}`, { method: 'PATCH', body: { name } }));
}

export async function deleteCategory(id: string): Promise<void> {
  take(await client.call<Sidebar>(`${PATH}/${id}`, { method: 'DELETE' }));
}

const ownOf = (categories: readonly Category[]): string[] =>
  categories.map((category) => category.id).filter((each) => each !== FAVORITES);

/** Whether there is a place above or below among the user's own. */
export function mayMove(categories: readonly Category[], id: string, by: -1 | 1): boolean {
  const ids = ownOf(categories);
  return ids.at(by < 0 ? 0 : -1) !== id;
}

/** One place up or down among the user's own. */
export async function moveCategory(categories: readonly Category[], id: string, by: -1 | 1): Promise<void> {
  const ids = ownOf(categories);
  const from = ids.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ids.length) return;
  const categoryIds = ids.toSpliced(from, 1).toSpliced(to, 0, id);
  take(await client.call<Sidebar>(`${PATH}/order`, { method: 'PUT', body: { categoryIds } }));
}
