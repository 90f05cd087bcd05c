import type { ReactNode } from 'react';
import { Avatar, type AvatarProps } from './avatar';
import classes from './person-line.module.css';
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
    <span className={classes.names}>
      <span>
        {user.displayName}
        {note}
      </span>
      <span className={classes.detail}>{detail ?? `@${user.username}`}</span>
    </span>
  </>
);
