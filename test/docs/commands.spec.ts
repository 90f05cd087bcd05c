import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { type Block, blocksOf, documents, files, read } from './markdown.js';
import { type Running, runUp } from './running.js';

let up: Running;

beforeAll(async () => {
  up = await runUp();
});

afterAll(() => up.stop());

/** What a person pastes in or has elsewhere, as it is in this run. */
function inThisRun(text: string): string {
  const { port, password } = up;
  return text
    .replaceAll('localhost:8000', `127.0.0.1:${port}`)
    .replaceAll('localhost:8001', `127.0.0.1:${port + 1}`)
    .replaceAll('the one that npm run up printed', password);
}

/** All blocks of a document in one shell, as somebody who follows it would paste them. */
function runInBash(file: string, blocks: Block[]) {
  const script = blocks.map(({ line, text }) => `echo "── ${file}:${line}" >&2\n${inThisRun(text)}`).join('\n');
  const { VITEST: _, NODE_ENV: __, NODE_OPTIONS: ___, ...env } = process.env;
  const PATH = `${join(root, 'node_modules/.bin')}${delimiter}${env['PATH']}`;
  return spawnSync('bash', ['-euo', 'pipefail'], { cwd: root, env: { ...env, PATH }, input: script, encoding: 'utf8' });
}

const withCommands = documents
  .map((file) => ({ file, blocks: blocksOf(file).filter(({ language }) => language === 'bash') }))
  .filter(({ blocks }) => blocks.length > 0);

/** What their output must hold, besides that they succeed. */
const shown: Record<string, RegExp[]> = {
  'README.md': [
    /"duplicate":false\}\n201\n.*"duplicate":true\}\n200\n/s,
    /Bruno: heard "Hello, Bruno!", message 2/,
    /"rule":"mentioned"/,
    /^data: .*"body":"Tea is ready\."/m,
    /^data: \{"view":"administrator"/m,
    /^\{"range":"24h"/m,
    /^tertulia_messages_accepted_total\{door="rest"\} [1-9]/m,
    /^304$/m,
  ],
  'client/README.md': [/^\d+: Hello, everybody!$/m],
};

describe('commands in documents', () => {
  for (const { file, blocks } of withCommands) {
    const toRun = blocks.filter(({ notRun }) => !notRun);
    if (toRun.length === 0) continue;
    it(`of ${file} succeed as they are written`, () => {
      const { status, stdout, stderr } = runInBash(file, toRun);
      expect({ status, output: `${stdout}${stderr}` }).toMatchObject({ status: 0 });
      for (const pattern of shown[file] ?? []) expect(stdout).toMatch(pattern);
    });
  }

  it('are bash or an example, and those that no test runs say why', () => {
    const languages = new Set(documents.flatMap((file) => blocksOf(file).map(({ language }) => language)));
    // sh, shell, javascript … would pass the others by.
    expect([...languages].filter((language) => !['bash', 'js', 'json', 'text', 'sql'].includes(language))).toEqual([]);
    const notRun = withCommands.flatMap(({ blocks }) => blocks.flatMap(({ notRun: why }) => why ?? []));
    expect(notRun.every((why) => why.length > 10)).toBe(true);
  });
});

describe('programs in documents', () => {
  const examples = new Map(
    files.filter((file) => /^(client\/)?examples\//.test(file)).map((file) => [read(file), file]),
  );
  for (const file of documents) {
    for (const { line, text } of blocksOf(file).filter(({ language }) => language === 'js')) {
      it(`${file}:${line} is a file under examples, which a command of the document runs`, () => {
        const example = examples.get(text);
        expect(example).toBeDefined();
        const commands = blocksOf(file).filter(({ language, notRun }) => language === 'bash' && !notRun);
        expect(commands.some((command) => command.text.includes(`node ${example}`))).toBe(true);
      });
    }
  }
});

it('docs/protocol.md has every REST call that the server answers, and no other', async () => {
  const response = await fetch(`http://127.0.0.1:${up.port}/docs-json`);
  const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => {
      const short = path.replace('/api/v1', '').replace(/\{(\w+)\}/g, ':$1');
      return `${method.toUpperCase()} ${short}`;
    }),
  );
  expect(calls.length).toBeGreaterThan(20);
  const named = [...read('docs/protocol.md').matchAll(/`([A-Z]+ \/[^`\s?{]*)/g)].map(([, call = '']) =>
    call.replace(' /api/v1', ' '),
  );
  // Outside the prefix, and not in the document of the REST calls.
  const others = ['GET /', 'GET /docs/async'];
  expect(calls.filter((call) => !named.includes(call))).toEqual([]);
  expect(named.filter((call) => !calls.includes(call) && !others.includes(call))).toEqual([]);
});
