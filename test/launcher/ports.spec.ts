import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { readIdentity } from '../../scripts/identity.mjs';
import { root } from '../../scripts/paths.mjs';

/** So many by four processes, of 5,000 that there are, that chance alone would give some of them twice. */
const EACH = 150;

interface Asker {
  child: ChildProcess;
  ports: number[];
}

/** A process that asks for ports, says which, and lives on until it is told to end. */
async function asker(): Promise<Asker> {
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

/** Its ports that are still kept for it: what it has given up may be another's by now. */
const reserved = ({ child, ports }: Asker): number[] =>
  ports.filter((port) => readIdentity(join(tmpdir(), `tertulia-port-${port}`))?.pid === child.pid);

it('free ports are given to one process as long as it lives', async () => {
  const askers = await Promise.all(Array.from({ length: 4 }, asker));
  const ports = askers.flatMap((each) => each.ports);
  expect(new Set(ports).size).toBe(ports.length);
  for (const port of ports) expect(port % 4).toBe(0);

  for (const each of askers) expect(reserved(each)).toHaveLength(EACH);

  const [killed = await asker(), ...ended] = askers;
  for (const { child } of ended) await over(child, () => child.send('end'));
  for (const each of ended) expect(reserved(each)).toEqual([]);

  await over(killed.child, () => killed.child.kill('SIGKILL'));
  await asker();
  expect(reserved(killed)).toEqual([]);
});
