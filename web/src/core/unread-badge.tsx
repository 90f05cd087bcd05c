import { VisuallyHidden } from '@mantine/core';
import classes from './unread-badge.module.css';

const MOST = 99;

/** How much is unread. `label` says it to whoever does not see it, where nothing else does. */
export const UnreadBadge = ({ count, label }: { count: number; label?: string }) => (
  <>
    <span className={classes.badge} aria-hidden>
      {count > MOST ? `${MOST}+` : count}
    </span>
    {label !== undefined && <VisuallyHidden>{label}</VisuallyHidden>}
  </>
);
