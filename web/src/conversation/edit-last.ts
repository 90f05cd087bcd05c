const lists = new Map<string, () => boolean>();

/** The list of a channel hears that somebody wants to edit what they wrote last there. */
export function onEditLast(channelId: string, listener: () => boolean): () => void {
  lists.set(channelId, listener);
  return () => {
    if (lists.get(channelId) === listener) lists.delete(channelId);
  };
}

/** Begins to edit what the user wrote last in a channel that is shown. Answers whether there is something. */
export const editLast = (channelId: string): boolean => lists.get(channelId)?.() ?? false;
