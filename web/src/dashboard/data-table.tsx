import { Box, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './dashboard.module.css';

export interface Column<T> {
  label: string;
  value: (row: T) => ReactNode;
  numeric?: boolean;
}

interface DataTableProps<T> {
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  keyOf: (row: T) => string | number;
  empty: string;
  /** Where it is long: it scrolls by itself. */
  tall?: boolean;
}

/** Rows of figures; what is wider than the screen scrolls by itself, also by keyboard. */
export function DataTable<T>({ label, rows, columns, keyOf, empty, tall = false }: DataTableProps<T>) {
  if (rows.length === 0) {
    return (
      <Text fz="sm" c="var(--app-muted)">
        {empty}
      </Text>
    );
  }
  return (
    <Box component="section" className={classes.scroll} data-tall={tall || undefined} tabIndex={0} aria-label={label}>
      <Table verticalSpacing={6} fz="sm" stickyHeader={tall} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.label} scope="col" ta={column.numeric ? 'end' : undefined}>
                {column.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={keyOf(row)}>
              {columns.map((column) => (
                <Table.Td key={column.label} className={column.numeric ? classes.numeric : undefined}>
                  {column.value(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}
