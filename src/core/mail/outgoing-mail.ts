import type { z } from 'zod';

export const MAIL_LOCALES = ['en', 'es'] as const;
export type MailLocale = (typeof MAIL_LOCALES)[number];

/** The last four are for good. */
export type MailState = 'queued' | 'sending' | 'sent' | 'failed' | 'suppressed' | 'cancelled';

/**
 * A kind of mail, declared by the feature that sends it. `folder` has `<name>.<locale>.html.hbs` and
 * `<name>.<locale>.txt.hbs`, whose first line is `Subject: …`; the schema says what both may ask for.
 */
export interface MailTemplate<S extends z.ZodType = z.ZodType> {
  name: string;
  folder: URL;
  schema: S;
}

export const defineMailTemplate = <S extends z.ZodType>(template: MailTemplate<S>): MailTemplate<S> => template;

export interface OutgoingMail<T extends MailTemplate = MailTemplate> {
  /** Whose outcome it is: `auth.verify`, `notification`. */
  purpose: string;
  /** What the mail belongs to, for its outcome and for `cancelByReference`. */
  reference?: string;
  /** The name may be empty. */
  to: { address: string; name: string };
  locale: MailLocale;
  template: T;
  /** Secrets may stand here and nowhere else: it is emptied once the mail is settled. */
  data: z.input<T['schema']>;
  /** Takes a POST without credentials (RFC 8058); for mails that people may not want, which others overtake. */
  unsubscribeUrl?: string;
}
