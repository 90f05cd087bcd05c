/** Only into this application: an address from elsewhere must not lead people away. */
export function safePath(next: string | null): string {
  if (!next?.startsWith('/')) return '/';
  const base = 'https://here.invalid';
  return URL.canParse(next, base) && new URL(next, base).origin === base ? next : '/';
}
