import { modals, ModalsProvider } from '@mantine/modals';
import { Notifications, notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import classes from './overlays-host.module.css';

export { modals, notifications };

/** Dialogs and passing notes, over everything else. */
export default function OverlaysHost({ onReady }: { onReady: () => void }) {
  useEffect(onReady, [onReady]);
  return (
    <>
      <ModalsProvider>{null}</ModalsProvider>
      <Notifications position="top-right" containerWidth="22rem" className={classes.notes ?? ''} />
    </>
  );
}
