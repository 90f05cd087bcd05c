import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const Report = z.object({
  summary: z.object({ violations: z.array(z.object({ rule: z.object({ name: z.string() }), from: z.string() })) }),
});

const folders = ['src', 'client/src', 'web/src'];
const timeout = 120_000;

/** The rules that are broken below `root`, with the file that breaks each. */
function brokenRules(root: string): { rule: string; from: string }[] {
  const cruiser = resolve('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (!stdout.startsWith('{')) throw new Error(stderr || stdout);
  return Report.parse(JSON.parse(stdout)).summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}

it('the sources keep the import rules', { timeout }, () => {
  expect(brokenRules('.')).toEqual([]);
});

describe('a planted violation', () => {
  let copy: string;

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'tertulia-imports-'));
    for (const folder of folders) cpSync(folder, join(copy, folder), { recursive: true });
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) cpSync(file, join(copy, file));
    symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  }, timeout);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const planted: [rule: string, file: string, text: string][] = [
    [
      'contract-imports-only-zod',
      'contract/planted.ts',
      "import { Env } from '../core/config/env.js';\nexport const a = Env;",
    ],
    [
      'core-is-below-features',
      'core/errors/planted.ts',
      "import { UsersService } from '../../users/users.service.js';\nexport const a = UsersService;",
    ],
    [
      'users-looks-up-only',
      'users/planted.ts',
      "import { ChannelsService } from '../channels/channels.service.js';\nexport const a = ChannelsService;",
    ],
    [
      'edge-is-a-leaf',
      'messages/planted.ts',
      "import { LocalUsers } from '../realtime/local-users.js';\nexport const a = LocalUsers;",
    ],
    [
      'features-share-services-only',
      'messages/planted2.ts',
      "import { ChannelEntity } from '../channels/channel.entity.js';\nexport const a = ChannelEntity;",
    ],
    [
      'logic-ignores-transport',
      'channels/planted.service.ts',
      "import { ChannelsController } from './channels.controller.js';\nexport const a = ChannelsController;",
    ],
    ['no-orphans', 'users/orphan.ts', 'export const alone = 1;'],
    [
      'client-stands-alone',
      '../client/src/planted.ts',
      "import { newId } from '../../src/core/ids.js';\nexport const a = newId;",
    ],
    [
      'clients-take-types-of-the-contract-alone',
      '../client/src/planted2.ts',
      "import { Message } from '../../src/contract/messages.js';\nexport const a = Message;",
    ],
    [
      'clients-take-types-of-the-contract-alone',
      '../web/src/planted.ts',
      "import { Message } from '../../src/contract/messages.js';\nexport const a = Message;",
    ],
    [
      'the-web-client-takes-the-package-and-types',
      '../web/src/planted2.ts',
      "import { newId } from '../../src/core/ids.js';\nexport const a = newId;",
    ],
    [
      'nothing-uses-the-client',
      'users/planted2.ts',
      "import { Client } from '../../client/src/client.js';\nexport const a = Client;",
    ],
  ];

  it('of each rule is found where it stands', { timeout }, () => {
    for (const [, file, text] of planted) {
      mkdirSync(dirname(join(copy, 'src', file)), { recursive: true });
      writeFileSync(join(copy, 'src', file), text);
    }
    const [one, two] = [
      "import { b } from './cycle-b.js';\nexport const a = () => b;",
      "import { a } from './cycle-a.js';\nexport const b = () => a;",
    ];
    writeFileSync(join(copy, 'src/users/cycle-a.ts'), one);
    writeFileSync(join(copy, 'src/users/cycle-b.ts'), two);
    const found = brokenRules(copy);
    for (const [rule, file] of planted) expect(found).toContainEqual({ rule, from: normalize(`src/${file}`) });
    expect(found).toContainEqual({ rule: 'no-cycles', from: 'src/users/cycle-a.ts' });
  });
});
