import { Text } from '@mantine/core';

/** What a list says that has nothing, aloud too: it may be what somebody looked for. */
export const Empty = ({ text }: { text: string }) => (
  <Text component="output" display="block" py="md" c="var(--app-muted)">
    {text}
  </Text>
);
