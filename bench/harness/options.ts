import { parseArgs } from 'node:util';

export const SECTIONS = [
  'sends',
  'rooms',
  'fanout',
  'compression',
  'connect',
  'memory',
  'notifications',
  'streams',
  'reads',
  'large',
  'client',
  'web',
] as const;
export type Section = (typeof SECTIONS)[number];

export interface Options {
  sections: Section[];
  rounds: number;
  quick: boolean;
  /** Whether `docs/benchmarks.md` is written: by default for a run of all sections. */
  write: boolean;
}

export const USAGE = `npm run bench -- [options]
  --only a,b     run only these: ${SECTIONS.join(', ')}
  --rounds N     rounds per comparison (default 5; with --quick 1)
  --quick        one short round of everything, for a first look
  --write        write docs/benchmarks.md also with --only: what was left out stays as it is there`;

const isSection = (name: string): name is Section => SECTIONS.some((section) => section === name);

/** Null when only the usage was asked for. */
export function readOptions(args: string[]): Options | null {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const names = values.only?.split(',') ?? [...SECTIONS];
  const unknown = names.find((name) => !isSection(name));
  if (unknown !== undefined) throw new Error(`There is no section "${unknown}".\n${USAGE}`);
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds takes a whole number from 1.\n${USAGE}`);
  return {
    sections: names.filter(isSection),
    rounds,
    quick: values.quick,
    write: values.write || values.only === undefined,
  };
}
