import { Avatar } from './avatar';
import classes from './avatars.module.css';

const SHOWN = 4;

/** The first few of some people, small; their number stands beside it. */
export const Avatars = ({ userIds, size = 20 }: { userIds: readonly string[]; size?: number }) => (
  <span className={classes.avatars} aria-hidden>
    {userIds.slice(0, SHOWN).map((id) => (
      <Avatar key={id} userId={id} size={size} />
    ))}
  </span>
);
