import type { MessageLimits } from '@tertulia/client';
import { useGet } from '../core/queries';

/** How near the end of a message one has to be to be told of it. */
const NEAR = 200;

/** How many characters are left, negative where there are too many; null while the end is far. */
export function useCharactersLeft(body: string): number | null {
  const { data } = useGet<MessageLimits>('/messages/limits');
  if (!data) return null;
  const left = data.bodyLength - body.trimEnd().length;
  return left <= NEAR ? left : null;
}
