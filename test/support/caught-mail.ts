import { z } from 'zod';
import type { Server } from './app.js';
import { until } from './cluster/until.js';

const CaughtMails = z.array(
  z.object({
    id: z.uuid(),
    toAddress: z.string(),
    subject: z.string(),
    headers: z.string(),
    html: z.string(),
    text: z.string(),
    caughtAt: z.iso.datetime(),
  }),
);
export type CaughtMail = z.infer<typeof CaughtMails>[number];

/** The newest mail that would have been sent to the address, as `/dev/mail.json` has it, and whose text has the words in it. */
export async function caughtFor(server: Server, address: string, words = ''): Promise<CaughtMail> {
  let mail: CaughtMail | undefined;
  const caught = async () => {
    const mails = CaughtMails.parse(await (await fetch(`${server.url}/dev/mail.json`)).json());
    mail = mails.find(({ toAddress, text }) => toAddress === address && text.includes(words));
    return mail !== undefined;
  };
  await until(`a mail for ${address}`, caught, 30_000);
  if (!mail) throw new Error('unreachable');
  return mail;
}

/** The path of the mail's link that begins so, with what it carries. */
export async function linkMailedTo(server: Server, address: string, path: string): Promise<string> {
  const { text } = await caughtFor(server, address, path);
  const [, link] = new RegExp(`https?://[^/\\s]+(${path}\\S+)`).exec(text) ?? [];
  if (link === undefined) throw new Error(`no link to ${path} in: ${text}`);
  return link;
}
