import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { z } from 'zod';

export interface Dkim {
  domain: string;
  selector: string;
  /** PEM. */
  privateKey: string;
}

interface DkimVariables {
  MAIL_DKIM_DOMAIN?: string | undefined;
  MAIL_DKIM_SELECTOR?: string | undefined;
  MAIL_DKIM_PRIVATE_KEY?: string | undefined;
  MAIL_DKIM_PRIVATE_KEY_FILE?: string | undefined;
}

const LABELS = /^[a-z\d-]+(\.[a-z\d-]+)*$/i;

/** Domain, selector and key are given together or not at all; a key that cannot sign would leave mails unsigned in silence. */
export function checkDkim(env: DkimVariables, context: z.RefinementCtx): void {
  const names = Object.keys(env).filter((name) => name.startsWith('MAIL_DKIM_'));
  if (names.length === 0) return;
  const refuse = (path: keyof DkimVariables, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message, input: env[path] });
  for (const name of ['MAIL_DKIM_DOMAIN', 'MAIL_DKIM_SELECTOR'] as const) {
    if (!LABELS.test(env[name] ?? '')) refuse(name, 'must be a DNS name where DKIM is configured');
  }
  const keyName = env.MAIL_DKIM_PRIVATE_KEY_FILE === undefined ? 'MAIL_DKIM_PRIVATE_KEY' : 'MAIL_DKIM_PRIVATE_KEY_FILE';
  try {
    if (createPrivateKey(keyOf(env)).asymmetricKeyType !== 'rsa') refuse(keyName, 'must be an RSA key');
  } catch {
    refuse(keyName, 'must be, or name a readable file with, a private key in PEM form');
  }
}

/** Null where DKIM is not configured. */
export function dkimOf(env: DkimVariables): Dkim | null {
  const { MAIL_DKIM_DOMAIN: domain, MAIL_DKIM_SELECTOR: selector } = env;
  return domain !== undefined && selector !== undefined ? { domain, selector, privateKey: keyOf(env) } : null;
}

function keyOf({ MAIL_DKIM_PRIVATE_KEY: key = '', MAIL_DKIM_PRIVATE_KEY_FILE: file }: DkimVariables): string {
  return file === undefined ? key.replaceAll('\\n', '\n') : readFileSync(file, 'utf8');
}
