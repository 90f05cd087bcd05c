import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What the IANA special-purpose registries do not call globally reachable, and what leads there by translation. */
const NOT_PUBLIC: [family: 'ipv4' | 'ipv6', ...subnets: string[]][] = [
  [
    'ipv4',
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  [
    'ipv6',
    '::/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
    '3fff::/20',
    'fc00::/7',
    'fe80::/10',
    'fec0::/10',
    'ff00::/8',
  ],
];

const notPublic = new BlockList();
for (const [family, ...subnets] of NOT_PUBLIC) {
  for (const subnet of subnets) {
    const [network = '', bits] = subnet.split('/');
    notPublic.addSubnet(network, Number(bits), family);
  }
}

/** Refused before anything was sent: whatever is in the server's own network is not for users to reach. */
export class NotPublicError extends Error {
  constructor(host: string) {
    super(`${host} is not a public address`);
  }
}

/** IPv4 addresses that are written as IPv6 (`::ffff:10.0.0.1`) are judged as what they are. */
function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !notPublic.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** Whether a URL spells out an address that is not public. Connections to such are made without a look-up. */
export function namesPrivateAddress(url: URL): boolean {
  const host = hostOf(url);
  return isIP(host) !== 0 && !isPublicAddress(host);
}

/** What a URL's host says by itself: false for an address or a name of this machine or a private network. */
export function mayBePublic(url: URL): boolean {
  return !namesPrivateAddress(url) && !/(^|\.)(localhost|local|internal|home\.arpa)$/.test(hostOf(url));
}

/** For the `lookup` of a request: the connection is made to an address that was checked, and to no other. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const allowed = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = allowed;
    if (!first) return callback(new NotPublicError(hostname), []);
    if (options.all) callback(null, allowed);
    else callback(null, first.address, first.family);
  });
};
