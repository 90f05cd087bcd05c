import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { Email } from '../contract/auth.js';
import { IMPORT_COLUMNS, ImportRole, type RowError } from '../contract/imports.js';
import { DisplayName, Username } from '../contract/users.js';
import { DomainError } from '../core/errors/domain-error.js';
import { toValidationError } from '../core/errors/validation.js';

const REQUIRED = IMPORT_COLUMNS.filter((column) => column !== 'role');
const FIRST_ROW = 2;

const ImportedUser = z.object({
  email: Email,
  username: Username,
  displayName: DisplayName,
  // An empty cell is how a spreadsheet leaves a value out.
  role: z.preprocess((role) => (role === '' ? undefined : role), ImportRole.default('member')),
});
export type ImportedUser = z.infer<typeof ImportedUser>;

export interface UserRow {
  row: number;
  /** The account that the row asks for, or what is wrong with it. */
  user: ImportedUser | null;
  errors: RowError[];
}

const bad = (message: string) => new DomainError('validation_failed', message);

function columns(header: string[]): string[] {
  const names = header.map(
    (name) => IMPORT_COLUMNS.find((column) => column.toLowerCase() === name.toLowerCase()) ?? name,
  );
  const missing = REQUIRED.filter((column) => !names.includes(column));
  if (missing.length > 0) throw bad(`The header has no column ${missing.join(', ')}`);
  return names;
}

function toRow(record: unknown, row: number): UserRow {
  const parsed = ImportedUser.safeParse(record);
  if (parsed.success) return { row, user: parsed.data, errors: [] };
  const { errors = [] } = toValidationError(parsed.error.issues).more;
  return { row, user: null, errors: errors.map(({ path, message }) => ({ row, field: path, message })) };
}

/** Gives each row to `take`, one after the other. Throws `validation_failed` where the file is no CSV of accounts. */
export async function readUserRows(
  csv: Readable,
  signal: AbortSignal,
  take: (row: UserRow) => Promise<void>,
): Promise<void> {
  const parser = parse({ bom: true, columns, trim: true, skip_empty_lines: true, relax_column_count: true });
  try {
    await pipeline(
      csv,
      parser,
      async (records: AsyncIterable<unknown>) => {
        let row = FIRST_ROW;
        for await (const record of records) await take(toRow(record, row++));
      },
      { signal },
    );
  } catch (error) {
    throw error instanceof CsvError ? bad(`The file is no CSV: ${error.message}`) : error;
  }
}

/**
 * The id of the account that a row of a job makes, always the same: a second run knows what the first has made. A UUID
 * version 7 with the time of the job.
 */
export function accountIdOf(jobId: string, row: number): string {
  const random = createHash('sha256').update(`${jobId}:${row}`).digest('hex');
  return `${jobId.slice(0, 13)}-7${random.slice(0, 3)}-a${random.slice(3, 6)}-${random.slice(6, 18)}`;
}
