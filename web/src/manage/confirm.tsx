import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import i18next from 'i18next';

interface Question {
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
}

/** Asks before something is done that is not easily undone. */
export const confirm = ({ title, text, action }: Question, work: () => void): void =>
  void modals.openConfirmModal({
    title,
    children: <Text fz="sm">{text}</Text>,
    labels: { confirm: action, cancel: i18next.t('cancel') },
    confirmProps: { color: 'red' },
    onConfirm: work,
  });
