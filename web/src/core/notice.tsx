import { Center, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTitle } from './use-title';

interface NoticeProps {
  title: string;
  text: string;
  /** It is all that there is: nothing stands around it. */
  alone?: boolean;
  children?: ReactNode;
}

/** A page that says one thing, and what can be done about it. */
export function Notice({ title, text, alone = false, children }: NoticeProps) {
  useTitle(title);
  return (
    <Center component={alone ? 'main' : 'div'} h="100%" p="lg">
      <Stack align="center" maw="28rem" ta="center">
        <Title order={1} size="h2">
          {title}
        </Title>
        <Text c="var(--app-muted)">{text}</Text>
        {children}
      </Stack>
    </Center>
  );
}
