/** A place on the screen: where a menu opens. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where something opens that hangs from an element. */
export function under(element: Element): Point {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom };
}
