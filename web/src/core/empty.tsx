import { Center, Text } from '@mantine/core';

/** What a list says that has nothing. */
export const Empty = ({ text }: { text: string }) => (
  <Center p="xl">
    <Text c="var(--app-muted)" ta="center">
      {text}
    </Text>
  </Center>
);
