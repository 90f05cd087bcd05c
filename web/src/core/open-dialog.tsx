import i18next from 'i18next';
import type { ReactNode } from 'react';
import { Late } from './late';
import { overlays } from './overlays';
import { Waiting } from './waiting';

type Modals = Awaited<ReturnType<typeof overlays>>['modals'];

/** Whoever asked for a dialog is told where its code cannot be loaded, by the browser's own. */
const withModals = (open: (modals: Modals) => void): void =>
  void overlays().then(
    ({ modals }) => open(modals),
    () => alert(i18next.t('pageFailure.text')),
  );

/** A window over the page, whose content may be lazy. The focus goes back to where it was, unless what it leads to takes it. */
export const openDialog = (
  title: string,
  content: (close: () => void) => ReactNode,
  size = 'md',
  returnFocus = true,
): void =>
  withModals((modals) => {
    const id: string = modals.open({
      title,
      size,
      returnFocus,
      children: <Late fallback={<Waiting />}>{content(() => modals.close(id))}</Late>,
      closeButtonProps: { 'aria-label': i18next.t('close') },
    });
  });

interface Question {
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
}

/** Asks before what cannot be taken back. */
export const confirm = ({ title, text, action }: Question, onConfirm: () => void): void =>
  withModals((modals) =>
    modals.openConfirmModal({
      title,
      children: text,
      labels: { confirm: action, cancel: i18next.t('cancel') },
      confirmProps: { color: 'red' },
      closeButtonProps: { 'aria-label': i18next.t('close') },
      onConfirm,
    }),
  );
