import type { ServerRole } from '../../contract/users.js';

/** Who is asking, as far as every service needs to know; the same for REST and sockets. */
export interface Principal {
  userId: string;
  sessionId: string;
  role: ServerRole;
}

/** Somebody in their role, whatever they are signed in with. */
export type Actor = Pick<Principal, 'userId' | 'role'>;

export const isServerAdmin = ({ role }: Actor) => role !== 'member';

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
