import { Box, Button } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { named } from '../core/named';
import classes from './manage.module.css';

/** What is long and seldom needed: shown when somebody asks for it. `name`: of what it tells. */
export function Details({ name, of: text }: { name: string; of: string }) {
  const { t } = useTranslation('manage');
  const [open, show] = useState(false);
  const id = useId();
  return (
    <div>
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        aria-expanded={open}
        aria-controls={id}
        {...named(t(open ? 'details.hide' : 'details.show'), name)}
        onClick={() => show(!open)}
      >
        {t(open ? 'details.hide' : 'details.show')}
      </Button>
      <Box component="pre" id={id} hidden={!open} className={classes.raw} tabIndex={0}>
        {text}
      </Box>
    </div>
  );
}

export const asText = (value: unknown): string => JSON.stringify(value, null, 2);
