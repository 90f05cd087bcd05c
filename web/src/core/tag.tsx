import type { ReactNode } from 'react';
import classes from './tag.module.css';

export type Tone = 'calm' | 'accent' | 'good' | 'warm' | 'bad' | 'busy';

/** A word about what it stands beside. */
export const Tag = ({ tone = 'calm', children }: { tone?: Tone; children: ReactNode }) => (
  <span className={classes.tag} data-tone={tone}>
    {children}
  </span>
);
