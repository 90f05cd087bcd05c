import type { ServerRole } from '../../contract/users.js';

/** Who is asking, as far as every service needs to know; the same for REST and sockets. */
export interface Principal {
  userId: string;
  sessionId: string;
  role: ServerRole;
  /** Sees their own channels and whom they share one with, and nothing else of the organisation. */
  guest: boolean;
}

/** Somebody in their role, whatever they are signed in with. */
export type Actor = Pick<Principal, 'userId' | 'role' | 'guest'>;

export const isServerAdmin = ({ role }: Pick<Actor, 'role'>) => role !== 'member';

declare global {
  namespace Express {
    interface User extends Principal {}
    interface Request {
      user?: User;
      /** When the token ends that says so, in milliseconds since 1970. */
      tokenEndsAt?: number;
    }
  }
}
