import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';

export interface Block {
  language: string;
  text: string;
  line: number;
  /** Why a test does not run it, where the document says so. */
  notRun: string | undefined;
}

export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Every file that the project keeps or is about to: paths from its top. */
export const files: string[] = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean);

/** Every document, but the one that the benchmarks write. */
export const documents: string[] = files.filter((file) => file.endsWith('.md') && file !== 'docs/benchmarks.md');

const FENCE = /^( *)```(\w*)\n(.*?)^\1```$/gms;
const MARKER = /<!-- not run: (.+?) -->\s*$/;

/** The fenced blocks of a document, in order. */
export function blocksOf(file: string): Block[] {
  const text = read(file);
  return [...text.matchAll(FENCE)].map((match) => {
    const before = text.slice(0, match.index);
    return {
      language: match[2] ?? '',
      text: match[3] ?? '',
      line: before.split('\n').length,
      notRun: MARKER.exec(before)?.[1],
    };
  });
}
