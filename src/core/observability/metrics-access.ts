import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { forbidden, unauthenticated } from '../errors/domain-error.js';

/** Loopback, private and link-local addresses: RFC 1918, RFC 3927, RFC 4193, RFC 4291. */
const near = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
] as const) {
  near.addSubnet(network, bits, 'ipv4');
}
near.addAddress('::1', 'ipv6');
near.addSubnet('fc00::', 7, 'ipv6');
near.addSubnet('fe80::', 10, 'ipv6');

/** With one of these the peer is a proxy, and the address of the socket says nothing of who asks. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Who may read the metrics: the bearer of `METRICS_TOKEN`; without one, peers of the same machine or private network. */
@Injectable()
export class MetricsAccess {
  constructor(private readonly config: AppConfig) {}

  /** Throws `unauthenticated` or `forbidden`. */
  require({ headers, socket }: IncomingMessage): void {
    const { token } = this.config.metrics;
    if (token !== undefined) {
      if (timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`))) return;
      throw unauthenticated('METRICS_TOKEN is required as a bearer token');
    }
    const proxied = PROXY_HEADERS.some((name) => headers[name] !== undefined);
    if (proxied || !isNear(socket.remoteAddress)) {
      throw forbidden('Without METRICS_TOKEN the metrics are for direct peers of this network alone');
    }
  }
}

export function isNear(address: string | undefined): boolean {
  if (address === undefined) return false;
  return near.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
