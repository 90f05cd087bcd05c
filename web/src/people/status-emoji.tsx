import { VisuallyHidden } from '@mantine/core';
import { usePresence } from './presence';

/** The emoji of what somebody says of themselves, with the words for whoever asks. */
export function StatusEmoji({ userId }: { userId: string }) {
  const status = usePresence(userId)?.customStatus;
  if (!status?.emoji) return null;
  return (
    <span title={status.text || undefined}>
      {status.emoji}
      {status.text && <VisuallyHidden> {status.text}</VisuallyHidden>}
    </span>
  );
}
