import type { ReactNode } from 'react';
import { TwoLines } from '../core/two-lines';
import { Avatar, type AvatarProps } from './avatar';
import type { Person } from './use-user';

interface PersonLineProps extends Omit<AvatarProps, 'userId'> {
  user: Pick<Person, 'id' | 'displayName' | 'username'>;
  /** Behind the name. */
  note?: string;
  /** Below it, in place of the username. */
  detail?: ReactNode;
}

/** Somebody in a list: their picture, their name, and a few words about them. */
export const PersonLine = ({ user, note = '', detail, size = 32, presence = false }: PersonLineProps) => (
  <>
    <Avatar userId={user.id} size={size} presence={presence} />
    <TwoLines first={user.displayName + note} second={detail ?? `@${user.username}`} />
  </>
);
