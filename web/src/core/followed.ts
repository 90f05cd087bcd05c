/** State of the browser's history where only what stands beside a page changed: nobody went anywhere. */
export const BESIDE = 'beside';

/** Hears that a link is followed to where the page is already. Answers how to end it. */
export function onFollowedAgain(path: string, listener: () => void): () => void {
  const hear = (): void => {
    if (location.pathname === path && history.state !== BESIDE) listener();
  };
  // The router tells of each address that it is given so; for one that is the same it draws nothing.
  window.addEventListener('pushState', hear);
  return () => window.removeEventListener('pushState', hear);
}
