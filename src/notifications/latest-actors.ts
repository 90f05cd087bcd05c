/** Actors that a line of several events keeps. */
export const MAX_ACTORS = 5;

/** Each once, as many as a line keeps. The latest come first. */
export const latestActors = (actorIds: string[]): string[] => [...new Set(actorIds)].slice(0, MAX_ACTORS);
