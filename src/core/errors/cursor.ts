import { MAX_COUNT } from '../../contract/page.js';
import { invalid } from './domain-error.js';

export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
export const badCursor = () => invalid([{ path: 'cursor', message: 'is not a cursor that this list gave' }]);

/** A cursor that is the id of the last item. */
export function idCursor(cursor: string | undefined): string | undefined {
  if (cursor !== undefined && !UUID.test(cursor)) throw badCursor();
  return cursor;
}

/** A cursor that is the number by which the last item is placed. */
export function countCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (!/^\d{1,10}$/.test(cursor) || Number(cursor) > MAX_COUNT) throw badCursor();
  return Number(cursor);
}
