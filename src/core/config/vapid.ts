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

export function isVapidPair({ publicKey, privateKey }: VapidKeys): boolean {
  const curve = createECDH('prime256v1');
  try {
    curve.setPrivateKey(privateKey, 'base64url');
  } catch {
    return false;
  }
  return curve.getPublicKey('base64url') === publicKey;
}
