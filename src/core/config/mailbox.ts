import { z } from 'zod';

export interface Mailbox {
  /** May be empty. */
  name: string;
  address: string;
}

const MAILBOX = /^(?:"?(?<name>[^"<>\p{Cc}]*?)"?\s*<(?<in>[^\s<>@]+@[^\s<>@]+)>|(?<bare>[^\s<>@]+@[^\s<>@]+))$/u;

/** An address as people write it: `Tertulia <no-reply@example.com>`, or the address alone. */
export const MailboxVariable = z
  .string()
  .regex(MAILBOX, 'must be like `Tertulia <no-reply@example.com>` or `no-reply@example.com`')
  .transform((text): Mailbox => {
    const { name = '', in: address, bare = '' } = MAILBOX.exec(text)?.groups ?? {};
    return { name, address: address ?? bare };
  });
