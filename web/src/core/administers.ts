import type { Me } from '@tertulia/client';

/** Whether somebody runs the server, as its owner or as an administrator. */
export const administers = (user: Pick<Me, 'role'> | null): boolean => user !== null && user.role !== 'member';
