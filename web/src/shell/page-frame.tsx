import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTitle } from '../core/use-title';
import classes from './page-frame.module.css';

interface PageFrameProps {
  title: string;
  /** Beside the title. */
  actions?: ReactNode;
  /** Beside what scrolls. */
  side?: ReactNode;
  /** For what takes all the room that there is. */
  wide?: boolean;
  children: ReactNode;
}

/** A page that is no conversation: its title, which leaves room for a phone's menu, and what scrolls below it. */
export function PageFrame({ title, actions, side, wide = false, children }: PageFrameProps) {
  useTitle(title);
  return (
    <>
      <header className={classes.header}>
        <Title order={1} size="h3" className={classes.title}>
          {title}
        </Title>
        {actions}
      </header>
      <div className={classes.middle}>
        {side}
        <div className={classes.body}>
          <div className={classes.column} data-wide={wide || undefined}>
            {children}
          </div>
        </div>
      </div>
    </>
  );
}
