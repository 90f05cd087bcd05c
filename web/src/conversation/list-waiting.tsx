import { Skeleton } from '@mantine/core';
import classes from './list.module.css';

const WIDTHS = [70, 45, 60, 30];

/** Where messages will stand. */
export const ListWaiting = () => (
  <div className={classes.waiting} aria-hidden>
    {WIDTHS.map((width) => (
      <div key={width} className={classes.bones}>
        <Skeleton height={36} width={36} radius="md" />
        <div>
          <Skeleton height={12} width={110} mb={8} />
          <Skeleton height={12} width={`${width}%`} />
        </div>
      </div>
    ))}
  </div>
);
