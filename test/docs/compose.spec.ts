import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { temporaryDir } from '../../scripts/temporary.mjs';

/** Docker's own, or the older program of its own; both read the file without a Docker engine. */
const compose = [['docker', 'compose'], ['docker-compose']].find(
  ([command = '', ...args]) => spawnSync(command, [...args, 'version']).status === 0,
);

function config(secrets: NodeJS.ProcessEnv, ...options: string[]) {
  const [command = '', ...args] = compose ?? [];
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...secrets };
  // An empty file in place of the .env that somebody may have here.
  const noEnv = join(temporaryDir(), '.env');
  writeFileSync(noEnv, '');
  onTestFinished(() => rmSync(dirname(noEnv), { recursive: true, force: true }));
  return spawnSync(command, [...args, '--env-file', noEnv, '-f', 'docker-compose.yml', ...options, 'config'], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
}

it.skipIf(!compose)('docker-compose.yml is valid', () => {
  const { status, stdout, stderr } = config({ JWT_SECRET: 'x'.repeat(32), POSTGRES_PASSWORD: 'secret' });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  for (const service of ['nginx', 'web', 'worker', 'migrate', 'postgres', 'redis-queue', 'redis-cache']) {
    expect(stdout).toMatch(new RegExp(`^  ${service}:`, 'm'));
  }
});

it.skipIf(!compose)('docker-compose.yml has what watches the rest, for those who ask for it', () => {
  const secrets = { JWT_SECRET: 'x'.repeat(32), POSTGRES_PASSWORD: 'secret', METRICS_TOKEN: 'a token of monitors' };
  const { status, stdout, stderr } = config(secrets, '--profile', 'monitoring');
  expect({ status, stderr }).toMatchObject({ status: 0 });
  for (const image of ['prom/prometheus', 'grafana/grafana']) expect(stdout).toContain(`image: ${image}:`);
});

it.skipIf(!compose)('docker-compose.yml lets nobody in without an invitation, and takes what .env says', () => {
  const secrets = { JWT_SECRET: 'x'.repeat(32), POSTGRES_PASSWORD: 'secret' };
  expect(config(secrets).stdout).toMatch(/^ +REGISTRATION: invite$/m);
  const { stdout } = config({ ...secrets, REGISTRATION: 'open', WEB_INSTANCES: '4', TERTULIA_VERSION: '1.2.3' });
  expect(stdout).toMatch(/^ +REGISTRATION: open$/m);
  expect(stdout).toMatch(/^ +replicas: 4$/m);
  expect(stdout).toMatch(/^ +image: tertulia:1\.2\.3$/m);
});

/** It needs Docker's own, which knows `!override`. */
it.skipIf(compose?.[0] !== 'docker')('docker-compose.tls.yml serves over TLS in place of plain HTTP', () => {
  const secrets = { JWT_SECRET: 'x'.repeat(32), POSTGRES_PASSWORD: 'secret' };
  const { status, stdout, stderr } = config({ ...secrets, TLS_DIR: root }, '-f', 'docker-compose.tls.yml');
  expect({ status, stderr }).toMatchObject({ status: 0 });
  for (const port of [80, 443]) expect(stdout).toMatch(new RegExp(`published: "?${port}"?$`, 'm'));
  expect(stdout).not.toMatch(/published: "?8000"?$/m);
  expect(config(secrets, '-f', 'docker-compose.tls.yml').stderr).toContain('set TLS_DIR in .env');
});

it.skipIf(!compose)('docker-compose.yml asks for its secrets by name', () => {
  const withoutSecret = config({ POSTGRES_PASSWORD: 'secret' });
  expect(withoutSecret.status).not.toBe(0);
  expect(withoutSecret.stderr).toContain('set JWT_SECRET in .env');
  const withoutPassword = config({ JWT_SECRET: 'x'.repeat(32) });
  expect(withoutPassword.status).not.toBe(0);
  expect(withoutPassword.stderr).toContain('set POSTGRES_PASSWORD in .env');
});
