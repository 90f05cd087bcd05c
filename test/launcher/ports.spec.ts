import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { root } from '../../scripts/paths.mjs';

/** So many by four processes, of 5,000 that there are, that chance alone would give some of them twice. */
const EACH = 150;

/** A process that asks for ports, says which, and lives on until it is told to end. */
async function asker(): Promise<{ child: ChildProcess; ports: number[] }> {
  const script = `
    import { freePorts } from ${JSON.stringify(join(root, 'scripts/ports.mjs'))};
    const ports = [];
    for (let n = 0; n < ${EACH}; n++) ports.push(await freePorts(2));
    process.send(ports);
    process.once('message', () => process.exit());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [ports] = await once(child, 'message');
  return { child, ports: z.array(z.int()).parse(ports) };
}

async function over(child: ChildProcess, end: () => void): Promise<void> {
  const exit = once(child, 'exit');
  end();
  await exit;
}

const reserved = (ports: number[]): string[] => {
  const names = new Set(readdirSync(tmpdir()));
  return ports.map((port) => `tertulia-port-${port}`).filter((name) => names.has(name));
};

it('free ports are given to one process as long as it lives', async () => {
  const askers = await Promise.all(Array.from({ length: 4 }, asker));
  const ports = askers.flatMap((each) => each.ports);
  expect(new Set(ports).size).toBe(ports.length);
  for (const port of ports) expect(port % 4).toBe(0);

  expect(reserved(ports)).toHaveLength(ports.length);

  const [killed = await asker(), ...ended] = askers;
  for (const { child } of ended) await over(child, () => child.send('end'));
  expect(reserved(ended.flatMap((each) => each.ports))).toEqual([]);

  await over(killed.child, () => killed.child.kill('SIGKILL'));
  const later = new Set((await asker()).ports);
  expect(reserved(killed.ports.filter((port) => !later.has(port)))).toEqual([]);
});
