import type { ReactNode } from 'react';
import classes from './two-lines.module.css';

/** What something in a list is called, and a few words about it. */
export const TwoLines = ({ first, second }: { first: ReactNode; second: ReactNode }) => (
  <span className={classes.lines}>
    <span>{first}</span>
    <span className={classes.second}>{second}</span>
  </span>
);
