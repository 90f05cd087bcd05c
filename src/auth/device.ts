import type { Request } from 'express';

/** What somebody signs in with, as far as the request says. */
export interface Device {
  /** The `User-Agent`, cut to what is worth keeping; empty where there is none. */
  userAgent: string;
  address: string;
}

const MAX_USER_AGENT = 200;

export const deviceOf = ({ headers, ip }: Pick<Request, 'headers' | 'ip'>): Device => ({
  userAgent: (headers['user-agent'] ?? '').replaceAll(/\p{Cc}/gu, ' ').slice(0, MAX_USER_AGENT),
  address: ip ?? '',
});

/** A session that no request opened. */
export const NO_DEVICE: Device = { userAgent: '', address: '' };
