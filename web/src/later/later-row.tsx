import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { ChannelName } from '../channels/channel-name';
import { sayError } from '../core/say';
import classes from './later.module.css';

interface LaterRowProps {
  channelId: string | null;
  /** Of the message in the channel that it is about. */
  seq?: number | null;
  at: ReactNode;
  children: ReactNode;
  actions: ReactNode;
}

/** One thing that is kept for later: where it belongs, what it is, and what can be done with it. */
export function LaterRow({ channelId, seq = null, at, children, actions }: LaterRowProps) {
  return (
    <li className={classes.row}>
      <div className={classes.head}>
        {channelId !== null && (
          <Link href={seq === null ? `/c/${channelId}` : `/c/${channelId}/${seq}`} className={classes.place}>
            <ChannelName channelId={channelId} />
          </Link>
        )}
        <span>{at}</span>
      </div>
      {children}
      <div className={classes.actions}>{actions}</div>
    </li>
  );
}

interface RowButtonProps {
  children: string;
  onClick: () => void;
}

export const RowButton = ({ children, onClick }: RowButtonProps) => (
  <Button size="compact-sm" variant="subtle" color="gray" onClick={onClick}>
    {children}
  </Button>
);

/** Does something on the server, and tells where it could not be done. */
export const attempt = (done: Promise<unknown>): void => void done.catch(sayError);
