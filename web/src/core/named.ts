/** For a button that stands in every line of a list: what it does, and of what. */
export const named = (what: string, of: string): { 'aria-label': string } => ({ 'aria-label': `${what}: ${of}` });
