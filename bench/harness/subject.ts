import type { Dialect } from '../load/plan.js';
import type { Databases } from './database.js';
import type { Population } from './population.js';
import type { Stack } from './stack.js';

/** What the subjects share in a run. */
export interface Ground {
  stack: Pick<Stack, 'root' | 'webFlags' | 'freePort' | 'chromium'>;
  databases: Databases;
  redisUrl: string;
  jwtSecret: string;
}

export interface LaunchOptions {
  population: Population;
  instances?: number;
  /** Agree to compress frames over the server's threshold. */
  compress?: boolean;
  /** A worker process beside them, where the subject has one. */
  worker?: boolean;
}

export interface Running {
  subject: Subject;
  ports: number[];
  pids: number[];
  /** Of the worker process. */
  workerPid?: number | undefined;
  databaseUrl: string | null;
  compress: boolean;
  /** Stored messages, as the database has them; null where nothing is stored. */
  stored(): Promise<Stored | null>;
  stop(): Promise<void>;
}

export interface Stored {
  messages: number;
  /** Rows that break what the subject promises (doubles, holes in the numbering). */
  broken: number;
}

export interface Subject {
  name: string;
  dialect: Dialect;
  launch(ground: Ground, options: LaunchOptions): Promise<Running>;
}
