import { z } from 'zod';
import { rule } from './ids.js';
import { StorableText } from './text.js';
import { DisplayName, Me, Username } from './users.js';

export const Email = z.email(rule('must be an e-mail address')).max(254, 'must be at most 254 characters');

/** Length is what makes a password hard to guess (NIST SP 800-63B 3.1.1); 128 bounds the work of one hash. */
export const Password = z.string().min(10, 'must be at least 10 characters').max(128, 'must be at most 128 characters');

export const Register = z
  .strictObject({
    email: Email,
    username: Username,
    displayName: DisplayName,
    password: Password,
    /** Needed where the server admits people by invitation alone. */
    inviteToken: z.string().max(1000).optional(),
  })
  .meta({ id: 'Register' });
export type Register = z.infer<typeof Register>;

export const Login = z
  .strictObject({
    /** E-mail address or username. */
    login: StorableText.min(1, 'must not be empty').max(254, 'must be at most 254 characters'),
    password: z.string().min(1, 'must not be empty').max(128, 'must be at most 128 characters'),
  })
  .meta({ id: 'Login' });
export type Login = z.infer<typeof Login>;

export const Refresh = z
  .strictObject({ refreshToken: z.string().min(1, 'must not be empty').max(2000) })
  .meta({ id: 'Refresh' });
export type Refresh = z.infer<typeof Refresh>;

export const TokenPair = z
  .object({
    accessToken: z.string(),
    /** Good for one use; a second use ends the session. */
    refreshToken: z.string(),
    /** Seconds until the access token ends. */
    expiresIn: z.int(),
  })
  .meta({ id: 'TokenPair' });
export type TokenPair = z.infer<typeof TokenPair>;

export const SignedIn = TokenPair.extend({ user: Me }).meta({ id: 'SignedIn' });
export type SignedIn = z.infer<typeof SignedIn>;

/** `token` goes into a stream's URL; `expiresIn` is the seconds in which to connect with it. */
export const StreamToken = z.object({ token: z.string(), expiresIn: z.int() }).meta({ id: 'StreamToken' });
export type StreamToken = z.infer<typeof StreamToken>;

export const Invitation = z.object({ inviteToken: z.string(), expiresIn: z.int() }).meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

export const AuthRefresh = z
  .strictObject({ token: z.string().min(1, 'must not be empty').max(2000) })
  .meta({ id: 'AuthRefresh' });
export type AuthRefresh = z.infer<typeof AuthRefresh>;

export const AuthRefreshed = z.object({ expiresAt: z.iso.datetime() }).meta({ id: 'AuthRefreshed' });
export type AuthRefreshed = z.infer<typeof AuthRefreshed>;
