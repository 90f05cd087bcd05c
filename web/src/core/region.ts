/** The language as the browser's user has it, `en-GB` for `en` say: regions write times and numbers in ways of their own. */
export const regionOf = (language: string): string =>
  navigator.languages.find((each) => each.split('-')[0] === language) ?? language;
