import { Modal } from '@mantine/core';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Late } from '../core/late';
import { lazy } from '../core/lazy';
import { Waiting } from '../core/waiting';
import { PersonCard } from '../people/user-card';
import { useListTools } from './list-tools';
import type { MessageActions } from './message-actions';
import { MessageMenu } from './message-menu';
import { ReactionPicker } from './reaction-picker';
import type { ListState } from './use-toolbox';

const HistoryDialog = lazy(async () => ({ default: (await import('./history-dialog')).HistoryDialog }));
const ReadersDialog = lazy(async () => ({ default: (await import('./readers-dialog')).ReadersDialog }));
const RemoveDialog = lazy(async () => ({ default: (await import('./remove-dialog')).RemoveDialog }));
const ReportDialog = lazy(async () => ({ default: (await import('./report-dialog')).ReportDialog }));

export interface ListDialogsProps {
  state: ListState;
  actions: MessageActions;
  readers: boolean;
}

/** What is open over the list. */
export function ListDialogs({ state: { opened, close: closeThis }, actions, readers }: ListDialogsProps) {
  const { t } = useTranslation('conversation');
  const { toggle } = useListTools();
  if (!opened) return null;
  const close = (): void => closeThis(opened);
  const { message } = opened;
  if (opened.kind === 'menu') {
    return <MessageMenu message={message} at={opened.at} actions={actions} readers={readers} onClose={close} />;
  }
  if (opened.kind === 'pick') {
    const pick = (emoji: string): void => {
      toggle(message, emoji);
      close();
    };
    return <ReactionPicker at={opened.at} onPick={pick} onClose={close} />;
  }
  if (opened.kind === 'person') return <PersonCard userId={opened.userId} at={opened.at} onClose={close} />;
  const contents: Record<typeof opened.kind, ReactNode> = {
    history: <HistoryDialog message={message} />,
    readers: <ReadersDialog message={message} />,
    report: <ReportDialog message={message} onDone={close} />,
    remove: <RemoveDialog message={message} onDone={close} />,
  };
  return (
    <Modal opened onClose={close} title={t(`${opened.kind}.title`)} closeButtonProps={{ 'aria-label': t('close') }}>
      <Late fallback={<Waiting />}>{contents[opened.kind]}</Late>
    </Modal>
  );
}
