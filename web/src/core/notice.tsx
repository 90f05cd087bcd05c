import { Center, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** A page that says one thing, and what can be done about it. */
export const Notice = ({ title, text, children }: { title: string; text: string; children?: ReactNode }) => (
  <Center component="main" h="100%" p="lg">
    <Stack align="center" maw="28rem" ta="center">
      <Title order={1} size="h2">
        {title}
      </Title>
      <Text c="var(--app-muted)">{text}</Text>
      {children}
    </Stack>
  </Center>
);
