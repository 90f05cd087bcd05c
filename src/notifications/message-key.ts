const PREFIX = 'message:';

/** The key of the event that a message is to whoever is told of it. */
export const messageKey = (messageId: string) => `${PREFIX}${messageId}`;

/** The messages among these events. */
export const messagesOf = (eventKeys: string[]): string[] =>
  eventKeys.flatMap((key) => (key.startsWith(PREFIX) ? [key.slice(PREFIX.length)] : []));
