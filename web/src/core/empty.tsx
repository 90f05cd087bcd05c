import { Text } from '@mantine/core';

/** What a list says that has nothing, aloud too: it may be what somebody looked for. Null while there is no need. */
export const Empty = ({ text }: { text: string | null }) => (
  <Text component="output" display="block" py={text === null ? 0 : 'md'} c="var(--app-muted)">
    {text}
  </Text>
);
