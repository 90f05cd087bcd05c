import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { lookupPublic, mayBePublic, NotPublicError } from './public-address.js';

const judged = (hosts: string[]) => hosts.filter((host) => mayBePublic(new URL(`https://${host}/`)));

describe('a host', () => {
  it('of this machine or of a private network is not public, however it is written', () => {
    const hosts = [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f.0.0.1',
      '017700000001',
      '0.0.0.0',
      '10.1.2.3',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '198.19.0.1',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:a00:1]',
      '[::127.0.0.1]',
      '[fe80::1]',
      '[fd00::1]',
      '[64:ff9b::10.0.0.1]',
      '[2002:7f00:1::]',
      '[ff02::1]',
      'localhost',
      'LOCALHOST',
      'localhost.',
      'a.localhost',
      'printer.local',
      'metadata.google.internal',
    ];
    expect(judged(hosts)).toEqual([]);
  });

  it('that anybody may reach is public', () => {
    const hosts = ['fcm.googleapis.com', 'localhost.example.com', '172.32.0.1', '8.8.8.8', '[2606:4700:4700::1111]'];
    expect(judged(hosts)).toEqual(hosts);
  });
});

describe('a look-up', () => {
  const find = promisify(lookupPublic);

  it.each([{ all: true }, { all: false }, { family: 4 }])('finds no private address: %j', async (options) => {
    await expect(find('localhost', options)).rejects.toThrow(NotPublicError);
  });

  it('says it where the name is none', async () => {
    await expect(find('nothing.invalid', { all: true })).rejects.toMatchObject({ syscall: 'getaddrinfo' });
  });
});
