import { Paper, Text } from '@mantine/core';
import classes from './dashboard.module.css';

/** One number of a list of them, with what it is of. */
export const Figure = ({ label, value, detail }: { label: string; value: string; detail?: string }) => (
  <Paper withBorder p="md" radius="md">
    <Text component="dt" fz="sm" c="var(--app-muted)">
      {label}
    </Text>
    <dd className={classes.value}>{value}</dd>
    {detail !== undefined && (
      <Text component="dd" ms={0} fz="xs" c="var(--app-muted)">
        {detail}
      </Text>
    )}
  </Paper>
);
