import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { requests, serverEvents } from '../../src/contract/socket-events.js';
import { Env } from '../../src/core/config/env.js';
import { documents, files, read } from './markdown.js';

const LINK = /\]\((?!https?:|#)([^)\s#]+)[^)]*\)/g;
/** File names in code spans, with or without their folder. */
const FILE = /`([\w./-]+\.(?:ts|mjs|js|cjs|md|conf|yml))`/g;
/** Made by a build or a run. */
const MADE = /^(dist\/|docs\/benchmarks\.md$)/;
const PATTERNS = new Set(['TIMESTAMP-name.ts']);

const isThere = (name: string) => files.some((file) => file === name || file.endsWith(`/${name}`));

describe('documents', () => {
  it('link to files that are there', () => {
    const broken = documents.flatMap((file) =>
      [...read(file).matchAll(LINK)].flatMap(([, target = '']) => {
        const path = normalize(join(dirname(file), target));
        return existsSync(join(root, path)) ? [] : [`${file}: ${target}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('name files that are there', () => {
    const missing = documents.flatMap((file) =>
      [...read(file).matchAll(FILE)].flatMap(([, name = '']) =>
        isThere(name) || MADE.test(name) || PATTERNS.has(name) ? [] : [`${file}: ${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe('docs/operations.md', () => {
  it('has every variable with its default', () => {
    const text = read('docs/operations.md');
    const example = read('.env.example');
    const wrong = Object.keys(Env.shape).filter((name) => {
      const row = text
        .split('\n')
        .find((line) => line.startsWith('| `') && line.split('|')[1]?.includes(`\`${name}\``));
      const value = new RegExp(`^# ${name}=(.+)$`, 'm').exec(example)?.[1];
      return !row || (value !== undefined && name !== 'REDIS_CACHE_URL' && !row.includes(`\`${value}\``));
    });
    expect(wrong).toEqual([]);
  });

  it('has every action of the audit log, and no other', () => {
    const sources = files.filter((file) => /^src\/.*(?<!\.spec)\.ts$/.test(file)).map(read);
    const recording = sources.filter((text) => /\/(audit-log|moderation-log\.service)\.js'/.test(text));
    const actions = recording.flatMap((text) =>
      [...text.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, action]) => action),
    );
    const rows = [...read('docs/operations.md').matchAll(/^\| `([a-z-]+\.[a-z-]+)` /gm)].map(([, action]) => action);
    expect(new Set(rows)).toEqual(new Set(actions));
  });
});

describe('docker-compose.yml', () => {
  it('hands every variable on that is not its own affair', () => {
    const text = read('docker-compose.yml');
    const own = ['PORT', 'HOST'];
    expect(Object.keys(Env.shape).filter((name) => !own.includes(name) && !text.includes(`${name}:`))).toEqual([]);
  });
});

describe('docs/protocol.md', () => {
  const text = read('docs/protocol.md');
  const firstColumn = [...text.matchAll(/^\| `([a-z:-]+)` /gm)].map(([, name]) => name);

  it('has a row for each request and each event, and for nothing else', () => {
    const names = firstColumn.filter(
      (name) =>
        name !== undefined &&
        /:|^(echo|ready|typing|presence|draft|saved|sidebar|groups|notification|scheduled|reminder|job|resync)$/.test(
          name,
        ),
    );
    const wanted = [...Object.keys(requests), ...Object.keys(serverEvents)];
    expect(names).toHaveLength(wanted.length);
    expect(new Set(names)).toEqual(new Set(wanted));
  });
});
