import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from '../../scripts/build-client.mjs';

const MAX_GZIPPED = 15_000;
const BUILD_WITHIN_MS = 120_000;

/** A project of somebody else's, which has the package and nothing of this one. */
let project: string;
let dist: string;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'tertulia-client-'));
  const modules = join(project, 'node_modules');
  const home = join(modules, '@tertulia/client');
  dist = join(home, 'dist');
  await buildClient(dist);
  cpSync('client/package.json', join(home, 'package.json'));
  for (const name of readdirSync('node_modules').filter((each) =>
    /^(socket|engine)\.io|^debug$|^ms$|^ws$|^xmlhttp/.test(each),
  )) {
    symlinkSync(resolve('node_modules', name), join(modules, name));
  }
  mkdirSync(join(modules, '@socket.io'), { recursive: true });
  symlinkSync(resolve('node_modules/@socket.io/component-emitter'), join(modules, '@socket.io/component-emitter'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
}, BUILD_WITHIN_MS);
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What a bundler makes of a program that uses the package, minified. */
async function bundled(program: string): Promise<string> {
  const input = join(project, 'program.js');
  writeFileSync(input, program);
  const bundle = await rolldown({ input, external: ['socket.io-client', 'zod'], platform: 'browser' });
  // Without what was noted for bundlers.
  const { output } = await bundle.generate({ format: 'esm', minify: true, comments: false });
  await bundle.close();
  return output[0].code;
}

describe('the package of the client', () => {
  it(`is smaller than ${MAX_GZIPPED} bytes gzipped, and asks for socket.io-client alone`, async () => {
    const code = await bundled("export * from '@tertulia/client';");
    const imported = [...code.matchAll(/from\s*"([^"]+)"|import\s*"([^"]+)"/g)].map(([, from, bare]) => from ?? bare);
    expect(imported).toEqual(['socket.io-client']);
    const size = gzipSync(code, { level: 9 }).length;
    console.log(`@tertulia/client: ${size} bytes gzipped`);
    expect(size).toBeLessThan(MAX_GZIPPED);
  });

  it('leaves out what is not used', async () => {
    const code = await bundled("import { MemoryStore } from '@tertulia/client';\nconsole.log(new MemoryStore());");
    expect(code.length).toBeLessThan(1_000);
    const chat = await bundled("import { Client } from '@tertulia/client';\nconsole.log(new Client({ url: '' }));");
    expect(chat).not.toContain('indexedDB');
  });

  it('has types that stand on their own, with and without the types of browsers', () => {
    const outside = readdirSync(dist)
      .filter((name) => name.endsWith('.d.ts'))
      .filter((name) =>
        /from '(?!\.\/|socket\.io-client')|from "(?!\.\/|socket\.io-client")|import\(/.test(
          readFileSync(join(dist, name), 'utf8'),
        ),
      );
    expect(outside).toEqual([]);
    const program = `
      import { Client, IndexedDbStore, type ChannelSnapshot, type Message } from '@tertulia/client';
      const client = new Client({ url: 'http://localhost', store: new IndexedDbStore() });
      const snapshot: ChannelSnapshot = client.channel('id').snapshot();
      export const kind: 'user' | 'system' | undefined = snapshot.messages[0]?.kind;
      client.on('channel:changes', ({ since, changes }) => console.log(since + 1, changes[0]?.message.body.length));
      client.on('notification', ({ unread, title }) => console.log(unread + 1, title.length));
      // @ts-expect-error there is no such event
      client.on('nonsense', () => undefined);
      // @ts-expect-error a message has no such field
      export const wrong = (message: Message) => message.nonsense;
    `;
    writeFileSync(join(project, 'program.ts'), program);
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022'];
    for (const lib of ['es2023,dom', 'es2023']) {
      const types = lib.includes('dom')
        ? ['--types', '']
        : ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];
      const tsc = [
        resolve('node_modules/typescript7/bin/tsc'),
        ...flags,
        '--skipLibCheck',
        'false',
        '--lib',
        lib,
        ...types,
        'program.ts',
      ];
      const { stdout } = spawnSync(process.execPath, tsc, { cwd: project, encoding: 'utf8' });
      expect(stdout.split('\n').filter((line) => /@tertulia|program\.ts/.test(line))).toEqual([]);
    }
  });

  it('runs as it is built', () => {
    writeFileSync(
      join(project, 'run.js'),
      "import { Client } from '@tertulia/client';\nconsole.log(new Client({ url: 'http://x' }).unsent);",
    );
    const { stdout, stderr } = spawnSync(process.execPath, ['run.js'], { cwd: project, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['0\n', '']);
  });
});
