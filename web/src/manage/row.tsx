import type { ReactNode } from 'react';
import classes from './manage.module.css';

interface RowProps {
  lead?: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
  /** Badges and buttons at the end of the line. */
  side?: ReactNode;
  /** Below the line, over its whole width. */
  children?: ReactNode;
}

/** A line of a list: what it is, what of it, and what can be done with it. */
export const Row = ({ lead, title, detail, side, children }: RowProps) => (
  <li className={classes.row}>
    <div className={classes.line}>
      {lead}
      <div className={classes.words}>
        <div className={classes.title}>{title}</div>
        {detail !== undefined && <div className={classes.detail}>{detail}</div>}
      </div>
      <div className={classes.side}>{side}</div>
    </div>
    {children}
  </li>
);
