/** Whether a user answers a search: its text begins the username, or stands anywhere in the display name. */
export const isNamed = (user: string): string =>
  `(${user}.username LIKE :begins OR lower(${user}.display_name) LIKE :holds)`;

export function namedParameters(query: string): { begins: string; holds: string } {
  const escaped = query.toLowerCase().replace(/[\\%_]/g, '\\$&');
  return { begins: `${escaped}%`, holds: `%${escaped}%` };
}
