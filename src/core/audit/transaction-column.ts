import type { ColumnOptions } from 'typeorm';

/**
 * The transaction that wrote the row. Whoever reads what is below the oldest one that is still under way, in the order
 * of (tx, id), misses nothing that commits later: times and ids alone do not say in which order rows became visible.
 */
export const TRANSACTION: ColumnOptions = {
  type: 'bigint',
  default: () => 'current_transaction()',
  select: false,
  insert: false,
  update: false,
};
