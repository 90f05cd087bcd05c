import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import ts from 'typescript';
import { declarationsOf } from './contract-types.mjs';
import { root } from './paths.mjs';

const sources = join(root, 'client/src');
const entry = join(sources, 'main.ts');

/**
 * Builds the package `@tertulia/client`: one ES module, and types that point nowhere outside of it.
 *
 * @param {string} out
 */
export async function buildClient(out = join(root, 'client/dist')) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const bundle = await rolldown({ input: entry, external: ['socket.io-client'], platform: 'neutral' });
  await bundle.write({ dir: out, format: 'esm', entryFileNames: 'main.js' });
  await bundle.close();
  emitTypes(out);
}

/** @param {string} out */
function emitTypes(out) {
  const changed = { noEmit: false, declaration: true, sourceMap: false, outDir: out };
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const config = ts.getParsedCommandLineOfConfigFile(join(root, 'client/tsconfig.json'), changed, host);
  if (!config) throw new Error('client/tsconfig.json cannot be read');
  const program = ts.createProgram([entry], config.options);
  const contract = program.getSourceFile(join(sources, 'contract.ts'));
  if (!contract) throw new Error('client/src/contract.ts is not part of the client');
  for (const file of program.getSourceFiles()) {
    if (dirname(file.fileName) !== sources || file === contract) continue;
    program.emit(file, (name, text) => writeFileSync(join(out, basename(name)), text), undefined, true);
  }
  writeFileSync(join(out, 'contract.d.ts'), declarationsOf(contract, program.getTypeChecker()));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildClient();
