import { type RefObject, useLayoutEffect } from 'react';

const GAP = 6;

/** Puts what floats above an element, or below it where there is more room, as wide as it is. */
export function useBeside(floating: RefObject<HTMLElement | null>, element: RefObject<HTMLElement | null>): void {
  // With each drawing either may have another size.
  useLayoutEffect(() => {
    const place = (): void => {
      if (!floating.current || !element.current) return;
      const { top, bottom, left, width } = element.current.getBoundingClientRect();
      const below = innerHeight - bottom;
      Object.assign(floating.current.style, {
        left: `${left}px`,
        width: `${width}px`,
        top: top >= below ? '' : `${bottom + GAP}px`,
        bottom: top >= below ? `${innerHeight - top + GAP}px` : '',
        maxHeight: `min(40dvh, ${Math.max(top, below) - 2 * GAP}px)`,
      });
    };
    place();
    const stop = new AbortController();
    addEventListener('scroll', place, { capture: true, signal: stop.signal });
    addEventListener('resize', place, { signal: stop.signal });
    return () => stop.abort();
  });
}
