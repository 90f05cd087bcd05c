import { MAX_COUNT } from '../../contract/page.js';
import { invalid } from './domain-error.js';

export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
export const badCursor = () => invalid([{ path: 'cursor', message: 'is not a cursor that this list gave' }]);

/** A cursor that is the id of the last item. */
export function idCursor(cursor: string | undefined): string | undefined {
  if (cursor !== undefined && !UUID.test(cursor)) throw badCursor();
  return cursor;
}

/** A place in a list by time; those of one time stand in the order of their ids. */
export interface TimePlace {
  at: Date;
  id: string;
}

export const timePlace = (at: Date, id: string): string => `${at.getTime()}_${id}`;

/** A cursor that `timePlace` made of the last item; null where the list begins. */
export function timeCursor(cursor: string | undefined): TimePlace | null {
  if (cursor === undefined) return null;
  const [time = '', id = ''] = cursor.split('_', 2);
  if (!/^\d{1,14}$/.test(time) || !UUID.test(id) || cursor !== `${time}_${id}`) throw badCursor();
  return { at: new Date(Number(time)), id };
}

/** A cursor that is the number by which the last item is placed. */
export function countCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (!/^\d{1,10}$/.test(cursor) || Number(cursor) > MAX_COUNT) throw badCursor();
  return Number(cursor);
}
