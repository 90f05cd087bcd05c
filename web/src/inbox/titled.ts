const COUNTED = /^\(\d+\+?\) /;
const MOST = 99;

/** A page's title with how much is unread in front of it. */
export function titled(title: string, unread: number): string {
  const bare = title.replace(COUNTED, '');
  return unread > 0 ? `(${unread > MOST ? `${MOST}+` : unread}) ${bare}` : bare;
}
