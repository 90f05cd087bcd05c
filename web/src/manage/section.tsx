import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './manage.module.css';

/** One section of the administration, with its buttons beside its name. */
export const Section = ({ title, side, children }: { title: string; side?: ReactNode; children: ReactNode }) => (
  <div className={classes.inner}>
    <div className={classes.head}>
      <Title order={2} size="h4">
        {title}
      </Title>
      {side}
    </div>
    {children}
  </div>
);
