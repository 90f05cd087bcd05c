import { createECDH } from 'node:crypto';
import { z } from 'zod';

/** How push services know a server (RFC 8292): a P-256 pair, both halves in base64url. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

export const VapidPublicKey = z
  .string()
  .regex(/^B[\w-]{86}$/, 'must be an uncompressed P-256 point in base64url, 87 characters');
export const VapidPrivateKey = z
  .string()
  .regex(/^[\w-]{43}$/, 'must be a P-256 private key in base64url, 43 characters');

function isVapidPair({ publicKey, privateKey }: VapidKeys): boolean {
  const curve = createECDH('prime256v1');
  try {
    curve.setPrivateKey(privateKey, 'base64url');
  } catch {
    return false;
  }
  return curve.getPublicKey('base64url') === publicKey;
}

interface VapidVariables {
  VAPID_PUBLIC_KEY?: string | undefined;
  VAPID_PRIVATE_KEY?: string | undefined;
}

/** Both halves are given, and belong together, or neither is. */
export function checkVapid(env: VapidVariables, context: z.RefinementCtx): void {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = env;
  if (publicKey === undefined && privateKey === undefined) return;
  if (publicKey !== undefined && privateKey !== undefined && isVapidPair({ publicKey, privateKey })) return;
  const path = [publicKey === undefined ? 'VAPID_PUBLIC_KEY' : 'VAPID_PRIVATE_KEY'];
  context.addIssue({ code: 'custom', path, message: 'is not the private key of VAPID_PUBLIC_KEY' });
}
