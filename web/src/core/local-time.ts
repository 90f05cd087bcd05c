const two = (value: number): string => String(value).padStart(2, '0');

/** What an `<input type="datetime-local">` takes: the same moment on the clock of this place. */
export const toLocalInput = (date: Date): string =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;

/** The moment that such a field names; null where it is empty. */
export function fromLocalInput(text: string): Date | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}
