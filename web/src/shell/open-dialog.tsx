import i18next from 'i18next';
import { type ReactNode, Suspense } from 'react';
import { overlays } from '../core/overlays';
import { Waiting } from '../core/waiting';

/** A window over the page, whose content may be lazy. The focus goes back to where it was. */
export function openDialog(title: string, content: (close: () => void) => ReactNode, size = 'md'): void {
  void overlays().then(({ modals }) => {
    const id: string = modals.open({
      title,
      size,
      children: <Suspense fallback={<Waiting />}>{content(() => modals.close(id))}</Suspense>,
      closeButtonProps: { 'aria-label': i18next.t('close') },
    });
  });
}

/** Asks before what cannot be taken back. */
export function confirm(title: string, text: ReactNode, action: string, onConfirm: () => void): void {
  void overlays().then(({ modals }) =>
    modals.openConfirmModal({
      title,
      children: text,
      labels: { confirm: action, cancel: i18next.t('cancel') },
      confirmProps: { color: 'red' },
      closeButtonProps: { 'aria-label': i18next.t('close') },
      onConfirm,
    }),
  );
}
