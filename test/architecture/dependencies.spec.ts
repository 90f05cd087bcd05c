import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const Lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });
const { packages } = Lock.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

/** Versions of every copy of a package, wherever it stands in the tree. */
const versionsOf = (name: string): string[] =>
  Object.entries(packages).flatMap(([path, { version }]) =>
    version !== undefined && (path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
      ? [version]
      : [],
  );

const numbers = (version: string) => (version.split('-')[0] ?? '').split('.').map(Number);

function isBelow(version: string, floor: string): boolean {
  const [have, need] = [numbers(version), numbers(floor)];
  const differs = need.findIndex((part, i) => part !== have[i]);
  return differs !== -1 && (have[differs] ?? 0) < (need[differs] ?? 0);
}

describe('the locked dependencies', () => {
  // The first versions without a known hole that lets one client harm the others.
  it.each([
    ['socket.io-parser', '4.2.7'],
    ['engine.io', '6.6.7'],
    ['ws', '8.21.0'],
  ])('have every %s at %s or above', (name, floor) => {
    const versions = versionsOf(name);
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => isBelow(version, floor))).toEqual([]);
  });

  it.each(['socket.io', 'socket.io-adapter', 'engine.io', 'typeorm', '@nestjs/core', '@nestjs/common'])(
    'have one copy of %s',
    (name) => {
      expect(versionsOf(name)).toHaveLength(1);
    },
  );
});

it('an older version is below, a newer one is not', () => {
  expect([isBelow('4.2.6', '4.2.7'), isBelow('3.9.9', '4.2.7'), isBelow('4.1.9', '4.2.7')]).toEqual([true, true, true]);
  expect([isBelow('4.2.7', '4.2.7'), isBelow('4.10.0', '4.2.7'), isBelow('5.0.0', '4.2.7')]).toEqual([
    false,
    false,
    false,
  ]);
});
