import type { CSSProperties } from 'react';
import classes from './avatar.module.css';
import { initialsOf, toneOf } from './initials';
import { PresenceDot } from './presence-dot';
import { useUser } from './use-user';

export interface AvatarProps {
  userId: string;
  /** In pixels. */
  size?: number;
  /** Shows whether they are there. */
  presence?: boolean;
}

/** Somebody's picture, or their initials. Their name stands beside it or on what holds it: it is decoration. */
export function Avatar({ userId, size = 36, presence = false }: AvatarProps) {
  const user = useUser(userId);
  const picture = user?.avatarUrl;
  return (
    <span className={classes.avatar} style={{ '--avatar-size': `${size}px` } as CSSProperties}>
      <span className={classes.face} data-tone={toneOf(userId)} aria-hidden>
        {picture ? <img src={picture} alt="" loading="lazy" /> : user && initialsOf(user.displayName)}
      </span>
      {presence && (
        <span className={classes.dot}>
          <PresenceDot userId={userId} />
        </span>
      )}
    </span>
  );
}
