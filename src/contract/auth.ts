import { z } from 'zod';
import { Id, rule, Timestamp } from './ids.js';
import { pageOf } from './page.js';
import { StorableText } from './text.js';
import { TimeZone } from './preferences.js';
import { DisplayName, Locale, Me, Username } from './users.js';

export const Email = z.email(rule('must be an e-mail address')).max(254, 'must be at most 254 characters');

/** Length is what makes a password hard to guess (NIST SP 800-63B 3.1.1); 128 bounds the work of one hash. */
export const Password = z.string().min(10, 'must be at least 10 characters').max(128, 'must be at most 128 characters');

export const Register = z
  .strictObject({
    email: Email,
    username: Username,
    displayName: DisplayName,
    password: Password,
    locale: Locale.default('en'),
    timeZone: TimeZone.default('UTC'),
    /** Needed where the server admits people by invitation alone, and by guests. */
    inviteToken: z.string().max(2000).optional(),
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

/** With an address, the invitation is mailed there too. */
export const Invite = z
  .strictObject({
    email: Email.optional(),
    /** The mail's language; the caller's own where it is not given. */
    locale: Locale.optional(),
  })
  .meta({ id: 'Invite' });
export type Invite = z.infer<typeof Invite>;

export const ForgotPassword = z.strictObject({ email: Email }).meta({ id: 'ForgotPassword' });
export type ForgotPassword = z.infer<typeof ForgotPassword>;

/** What a mail's link carried. Good for one use. */
const MailedToken = z.string().min(1, 'must not be empty').max(200, 'must be at most 200 characters');

export const ResetPassword = z.strictObject({ token: MailedToken, password: Password }).meta({ id: 'ResetPassword' });
export type ResetPassword = z.infer<typeof ResetPassword>;

export const VerifyEmail = z.strictObject({ token: MailedToken }).meta({ id: 'VerifyEmail' });
export type VerifyEmail = z.infer<typeof VerifyEmail>;

/** The mail will be sent, if there is anybody to send it to. */
export const Accepted = z.object({ accepted: z.literal(true) }).meta({ id: 'Accepted' });
export type Accepted = z.infer<typeof Accepted>;

/** Who may register here without knowing anybody: anyone, holders of an invitation, nobody. */
export const Registration = z
  .object({ registration: z.enum(['open', 'invite', 'closed']) })
  .meta({ id: 'Registration' });
export type Registration = z.infer<typeof Registration>;

export const ChangePassword = z
  .strictObject({
    current: z.string().min(1, 'must not be empty').max(128, 'must be at most 128 characters'),
    new: Password,
  })
  .meta({ id: 'ChangePassword' });
export type ChangePassword = z.infer<typeof ChangePassword>;

/** One sign-in on one device that has not ended. */
export const Session = z
  .object({
    id: Id,
    createdAt: Timestamp,
    /** When its tokens were last renewed. */
    lastUsedAt: Timestamp,
    /** What the browser or app called itself; may be empty. */
    userAgent: z.string(),
    /** Whether it is the one that asks. */
    current: z.boolean(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const SessionPage = pageOf(Session).meta({ id: 'SessionPage' });
export type SessionPage = z.infer<typeof SessionPage>;

export const AuthRefresh = z
  .strictObject({ token: z.string().min(1, 'must not be empty').max(2000) })
  .meta({ id: 'AuthRefresh' });
export type AuthRefresh = z.infer<typeof AuthRefresh>;

export const AuthRefreshed = z.object({ expiresAt: z.iso.datetime() }).meta({ id: 'AuthRefreshed' });
export type AuthRefreshed = z.infer<typeof AuthRefreshed>;
