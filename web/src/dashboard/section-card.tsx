import { Group, Paper, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface SectionCardProps {
  title: string;
  hint?: string;
  side?: ReactNode;
  children: ReactNode;
}

/** A part of a page under a heading of its own. */
export function SectionCard({ title, hint, side, children }: SectionCardProps) {
  const id = useId();
  return (
    <Paper component="section" withBorder p="md" radius="md" aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" mb="sm" wrap="nowrap" gap="xs">
        <div>
          <Title order={2} size="h5" id={id}>
            {title}
          </Title>
          {hint !== undefined && (
            <Text fz="xs" c="var(--app-muted)">
              {hint}
            </Text>
          )}
        </div>
        {side}
      </Group>
      {children}
    </Paper>
  );
}
