/** Phones have no Shift for a new line: there only a button sends or saves. */
export const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;
