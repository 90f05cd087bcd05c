import { requests } from '../../src/contract/socket-events.js';

/** Requests that do what REST does as well: with channels, their people and invites, with groups, guests and reports. */
export const ACTS = Object.keys(requests).filter((name) =>
  /^(member|invite|guest|report|group):|^channel:(create|direct|update|archive|restore|join|leave|notifications)$/.test(
    name,
  ),
);
