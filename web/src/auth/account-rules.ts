/** As `src/contract/users.ts` and `auth.ts` have them. */
export const USERNAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;
export const MIN_PASSWORD = 10;
