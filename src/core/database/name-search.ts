/** Of a text that is to be found as it stands: what `LIKE` would read as a pattern counts as itself. */
const escaped = (text: string): string => text.toLowerCase().replace(/[\\%_]/g, '\\$&');

/** A pattern for columns in lower case, whatever the case of the text: it stands anywhere. */
export const holding = (text: string): string => `%${escaped(text)}%`;

/** Whether a search is answered: its text begins the name, or stands anywhere in the display name. */
export const isNamed = (name: string, displayName: string): string =>
  `(${name} LIKE :begins OR lower(${displayName}) LIKE :holds)`;

export const namedParameters = (text: string): { begins: string; holds: string } => ({
  begins: `${escaped(text)}%`,
  holds: holding(text),
});
