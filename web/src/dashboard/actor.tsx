import type { User } from '../../../src/contract/users.js';
import { useGet } from '../core/queries';

/** Who did it, by name once it is known. */
export function Actor({ userId }: { userId: string }) {
  const { data } = useGet<User>(`/users/${userId}`);
  return <span>· {data?.displayName ?? '…'}</span>;
}
