import { describe, expect, it } from 'vitest';
import { isNear } from './metrics-access.js';

describe('a peer', () => {
  it.each([
    '127.0.0.1',
    '::1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.9',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    'fd00::1',
    'fe80::1',
  ])('at %s is near', (address) => expect(isNear(address)).toBe(true));

  it.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '::ffff:8.8.8.8', '2001:db8::1', 'nonsense', undefined])(
    'at %s is not',
    (address) => expect(isNear(address)).toBe(false),
  );
});
