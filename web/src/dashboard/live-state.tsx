import { useTranslation } from 'react-i18next';
import classes from './dashboard.module.css';

/** Whether what is shown is of now. */
export function LiveStateLine({ open }: { open: boolean | null }) {
  const { t } = useTranslation('dashboard');
  const key = open === null ? 'state.over' : open ? 'state.live' : 'state.away';
  return (
    <output className={classes.state}>
      <span className={classes.dot} data-live={open || undefined} aria-hidden />
      {t(key)}
    </output>
  );
}
