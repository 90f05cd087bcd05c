export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

const KEY = 'tertulia-density';

/** How close together things stand; `theme.js` sets it before anything is painted. */
export const density = (): Density =>
  document.documentElement.dataset['density'] === 'compact' ? 'compact' : 'comfortable';

export function chooseDensity(chosen: Density): void {
  localStorage.setItem(KEY, chosen);
  document.documentElement.dataset['density'] = chosen;
}
