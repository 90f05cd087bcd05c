import { type ChildProcess, spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { isPortFree } from '../../scripts/ports.mjs';
import { until } from '../../scripts/processes.mjs';

function startDemo(): { child: ChildProcess; output: () => string; exited: Promise<number | null> } {
  const { VITEST: _, NODE_ENV: __, NODE_OPTIONS: ___, ...env } = process.env;
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'demo'], {
    cwd: root,
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  return { child, output: () => text, exited };
}

/** Whether PostgreSQL and Redis of the demo are gone. */
async function serversAreGone(output: string): Promise<boolean> {
  const ports = [...output.matchAll(/private, port (\d+)/g)].map(([, port]) => Number(port));
  expect(ports).toHaveLength(2);
  return (await Promise.all(ports.map((port) => isPortFree(port, '127.0.0.1')))).every(Boolean);
}

it('shows a conversation over a crash and counts that nothing is missing', async () => {
  const { output, exited } = startDemo();
  expect({ code: await exited, output: output() }).toMatchObject({ code: 0 });
  expect(output()).toMatch(/instance 2 {2}Ana +connected again, [1-9]\d* changes behind: channel:sync/);
  expect(output()).toMatch(/^instance 2 {2}Ana +104 +104 +207 +0 +0 +0$/m);
  expect(output()).toMatch(/^instance 2 {2}Bruno +103 +103 +207 +0 +0 +0$/m);
  expect(output()).toContain('nothing lost, nothing doubled.');
  expect(await serversAreGone(output())).toBe(true);
});

it('ends its servers when it is stopped', async () => {
  const { child, output, exited } = startDemo();
  expect(await until(() => output().includes('Hello!'), 60_000)).toBe(true);
  child.kill('SIGTERM');
  expect(await exited).toBe(1);
  expect(output()).toContain('Stopped (SIGTERM).');
  expect(await serversAreGone(output())).toBe(true);
});
