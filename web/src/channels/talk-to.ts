import { client } from '../core/client';

/** To the direct conversation with these people, which is made where there is none. */
export async function talkTo(userIds: readonly string[], navigate: (path: string) => void): Promise<void> {
  const { id } = await client.openDirect(userIds);
  navigate(`/c/${id}`);
}
