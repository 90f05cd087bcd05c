import { spawn } from 'node:child_process';
import { dyingWithParent } from './processes.mjs';
import { root } from './paths.mjs';

/**
 * Runs a command to its end. It ends with this process, however that ends.
 *
 * @param {string[]} command
 * @param {{ env?: NodeJS.ProcessEnv, signal?: AbortSignal, show?: boolean }} [options] show: its output goes to the
 *   terminal as it comes, and is not returned
 * @returns {Promise<{ code: number, stdout: string, output: string }>} output has both streams
 */
export function run(command, { env, signal, show = false } = {}) {
  const [file = '', ...args] = dyingWithParent('SIGTERM', command);
  return new Promise((resolve, reject) => {
    const stdio = show ? 'inherit' : 'pipe';
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', stdio, stdio],
      detached: true,
      signal,
    });
    let stdout = '';
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stdout += text;
      output += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
    });
    child.once('error', (error) => {
      if (!signal?.aborted) reject(error);
    });
    child.once('close', (code) =>
      signal?.aborted ? reject(signal.reason) : resolve({ code: code ?? 1, stdout, output }),
    );
  });
}
